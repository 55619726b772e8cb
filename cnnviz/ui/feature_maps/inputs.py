"""What the network is shown: a drawing, an image of its data set, or the visitor's own picture."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.data.digit_photo import Box
from cnnviz.data.stroke_text import read_text, write_strokes
from cnnviz.data.strokes import EXAMPLE, PEN
from cnnviz.models import network_input
from cnnviz.models.files import UNKNOWN
from cnnviz.models.network_input import NO_PICTURE, NetworkInput
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import address
from cnnviz.ui.bound import bound
from cnnviz.ui.components.drawing_pad import PENS, chosen_pen, drawing_pad, is_moving, number_of
from cnnviz.ui.components.photo_boxes import photo_boxes, read_choice
from cnnviz.ui.feature_maps import live_answer, photograph
from cnnviz.ui.feature_maps.preparation import (
    chosen_stages,
    finds_ink,
    offer_preparation,
    show_photograph_stages,
)
from cnnviz.ui.feature_maps.samples import take_sample
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.session_cleanup import return_large_blocks
from cnnviz.ui.widgets import MOST_RECEIVED, offer_stretch, received
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence, times

DRAW, SAMPLE, UPLOAD, CAMERA = N_("Draw"), N_("Sample"), N_("Upload"), N_("Camera")
TOO_LONG = N_("This drawing is too long for the address: a reload begins with the example.")
NO_SHOT = NetworkInput(None, N_("Take a photograph: the prediction follows at once."))
LOST_PICTURE = NetworkInput(
    None, N_("A reload or a link does not keep your picture: upload or take it again.")
)


def choose_kind(state: FeatureMapsState, entry: ModelEntry) -> str:
    """Choose the kind of input; drawings are offered only where the network reads them."""
    kinds = [*([DRAW] if entry.draws else []), SAMPLE, UPLOAD, CAMERA]
    if entry.dataset == UNKNOWN:  # an uploaded model whose data nobody has named
        kinds.remove(SAMPLE)
    key = state.INPUT if entry.draws else state.PICTURE_INPUT
    if key not in state and state.kind in kinds and address.text(key) is None:
        state[key] = state.kind  # another model keeps the kind of input, and so its picture
    state.kind = st.segmented_control(
        _("Input"),
        **bound(kinds, key),
        default=kinds[0],
        required=True,
        width="content",
        label_visibility="collapsed",
    )
    return state.kind


def take_input(
    state: FeatureMapsState,
    entry: ModelEntry,
    kind: str,
    answers_alone: bool = True,
    follows: bool = True,
) -> NetworkInput:
    """Show the controls of one kind of input; return it, or why there is none.

    Where no second model answers, too, a drawing is answered without a run of the page. The page
    then runs while a pen moves only where its view ``follows`` that.
    """
    takers: dict[str, Callable[[FeatureMapsState, ModelEntry], NetworkInput]] = {
        DRAW: partial(take_drawing, answers_alone=answers_alone, follows=follows),
        SAMPLE: take_sample,
        UPLOAD: take_picture,
        CAMERA: take_camera,
    }
    try:
        return takers[kind](state, entry)
    except InputError as error:
        return NetworkInput(None, sentence(_("No prediction: {error}", error=error)))


def take_drawing(
    state: FeatureMapsState, entry: ModelEntry, answers_alone: bool = True, follows: bool = True
) -> NetworkInput:
    """Show the drawing pad; a complete drawing is in the address, where a reload finds it."""
    complaint = read_linked(state)
    route = live_answer.address(entry, chosen_stages(state)) if answers_alone else ""
    live = follows or not route  # without a route the page answers
    state.strokes = drawing_pad(state.strokes, key=state.PAD, pen=state.pen, live=live, route=route)
    state.pen = chosen_pen(state.PAD, state.pen)
    if complaint or not keep_in_address(state):
        st.caption(complaint or _(TOO_LONG))
    given = network_input.of_drawing(state.strokes, state.pen, chosen_stages(state))
    return replace(given, number=number_of(state.PAD), route=route)


def read_linked(state: FeatureMapsState) -> str:
    """Take the drawing of a link when a visit begins; return what is wrong with it, if anything."""
    if FeatureMapsState.strokes.key in state:
        return ""
    state.strokes, complaint = address.read(state.DRAWING, read_text, state.strokes, "drawing")
    with suppress(ValueError):
        pen = float(address.text(state.PEN_WIDTH) or PEN)
        state.pen = pen if PENS[0] <= pen <= PENS[1] else PEN
    return complaint


def keep_in_address(state: FeatureMapsState) -> bool:
    """Write a complete drawing into the address; return False where it is too long for it."""
    if is_moving(state.PAD):
        return True
    text = write_strokes(state.strokes)
    pen = None if state.pen == PEN else f"{state.pen!r}"
    address.write({state.DRAWING: None if state.strokes == EXAMPLE else text, state.PEN_WIDTH: pen})
    return text is not None


def take_camera(state: FeatureMapsState, entry: ModelEntry) -> NetworkInput:
    """Show the camera, and the picture that was taken or uploaded last."""
    st.camera_input(
        _("Photograph"), key=state.CAMERA, on_change=take_upload, args=(state, state.CAMERA)
    )
    return show_picture(state, entry, state.CAMERA)


def take_picture(state: FeatureMapsState, entry: ModelEntry) -> NetworkInput:
    """Show the upload, and the picture that was uploaded last."""
    st.file_uploader(
        _("Your picture"),
        [*images.EXTENSIONS, *images.OTHER_EXTENSIONS],
        key=state.UPLOAD,
        on_change=take_upload,
        args=(state, state.UPLOAD),
        max_upload_size=MOST_RECEIVED,
    )
    return show_picture(state, entry, state.UPLOAD)


def show_picture(state: FeatureMapsState, entry: ModelEntry, field: str) -> NetworkInput:
    """Show the visitor's picture, which came through the field of that key, or another one."""
    as_mnist = entry.draws and finds_ink(state)
    if state.get(field) and state.upload_complaint:  # as long as its file is listed
        st.warning(state.upload_complaint)
    if state.own_picture is None:
        waiting = NO_SHOT if field == state.CAMERA else NO_PICTURE
        return LOST_PICTURE if address.text(state.OWN) else waiting
    address.write({state.OWN: "1"})
    return_large_blocks()
    offer_stretch(state.own_picture, key=state.STRETCH, on_click=stretch, args=(state,))
    picture = state.own_picture
    if as_mnist and not network_input.is_like_mnist(picture):
        given = take_photograph(state, picture)
    else:
        with st.container(border=True, width="content"):  # a white picture needs an edge
            st.image(images.to_float(images.fit_within(picture, 120)))
        given = network_input.of_picture(picture, entry.info.input_shape, as_mnist)
    if state.own_size and state.own_size != picture.shape[:2]:
        kept, stored = times(picture.shape[1::-1]), times(state.own_size[::-1])
        st.caption(
            _(
                "Read at half its size, {kept} of {stored} pixels, because it is so large.",
                kept=kept,
                stored=stored,
            )
        )
    return given


def take_photograph(state: FeatureMapsState, picture: np.ndarray) -> NetworkInput:
    """Show the photograph with what was found in it, and read the chosen part."""
    found = state.photograph
    if found is None or found.pixels is not picture:
        found = state.photograph = photograph.search(picture)
    choice = read_choice(state.PHOTO, found.size, len(found.candidates), state.photo_choice)
    state.photo_choice = choice
    photo_boxes(found.preview, found.size, found.shapes, choice, key=state.PHOTO)
    return photograph.read_part(found, choice, chosen_stages(state))


def offer_stages(state: FeatureMapsState, kind: str) -> None:
    """Show the button below the pad that tells how a drawing is prepared."""
    if kind == DRAW:
        offer_preparation(state)


def show_stages(state: FeatureMapsState, entry: ModelEntry, kind: str, given: NetworkInput) -> None:
    """Show how a photograph of a digit was read, and the switches of each stage."""
    picture = state.own_picture
    if kind not in (UPLOAD, CAMERA) or not entry.draws or picture is None:
        return
    if not network_input.is_like_mnist(picture):
        show_photograph_stages(state, given, images.to_grey(images.fit_within(picture, 240)))


def stretch(state: FeatureMapsState) -> None:
    """Replace the picture by the same with its range stretched."""
    if state.own_picture is not None:
        state.own_picture = images.stretch(state.own_picture)
        if not isinstance(state.photo_choice, Box):
            state.photo_choice = None  # the shapes found now may be others


def take_upload(state: FeatureMapsState, field: str) -> None:
    """Read an uploaded file or a photograph; an unreadable one leaves the earlier picture."""
    files, state.upload_complaint = received(state[field]), ""
    if not files:
        return
    (file,) = files
    try:
        state.own_picture = images.read_pixels(file.getvalue())
        state.own_size = images.stored_size(file.getvalue())
        state.photo_choice = None
    except InputError as error:
        stays = "" if state.own_picture is None else " " + _("The previous picture is kept.")
        state.upload_complaint = sentence(f"{file.name}: {error}") + stays
