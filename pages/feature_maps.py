"""Feature maps: what each layer of a network sees in a picture, and what it answers."""

from random import randrange

import streamlit as st

from cnnviz import images
from cnnviz.data.strokes import EXAMPLE
from cnnviz.models import network_input
from cnnviz.models.layer_outputs import Activations
from cnnviz.models.network_input import NO_PICTURE, NetworkInput
from cnnviz.training.catalog import Choice, choices
from cnnviz.ui import caches
from cnnviz.ui.components.answer import answer
from cnnviz.ui.components.contact_sheet import contact_sheet, picked
from cnnviz.ui.components.drawing_pad import drawing_pad
from cnnviz.ui.components.feature_strips import feature_strips
from cnnviz.ui.feature_maps.chooser import choose_model, doubt
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from cnnviz.ui.navigation import heading
from cnnviz.ui.session_cleanup import free_on_leaving
from cnnviz.utils.errors import EngineError, InputError

WARMING_UP = "The network is warming up; this takes a few seconds."
AS_MNIST_HELP = "Find the ink, make it white on black, 20 pixels large, centred; or only scale."

state = st.session_state


def show() -> None:
    """Choose a model and a kind of input, then look inside."""
    offered = {choice.key: choice for choice in choices()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        about = heading("Feature maps", "What each layer of a network sees, and what it answers.")
        if not offered:
            st.page_link("pages/trainer.py", label="There is no model yet: train one first.")
            return
        choice = choose_model(offered)
        kind = choose_kind(choice)
    about.caption(f"What each layer of {choice.info.name} sees: {choice.summary}.")
    warming_up = caches.engine().state() == "starting"
    st.fragment(look_inside, run_every=0.5 if warming_up else None)(choice, kind, warming_up)


def choose_kind(choice: Choice) -> str:
    """How the input comes: drawings only where the network reads them."""
    kinds = list(TAKERS) if choice.draws else list(TAKERS)[1:]
    return st.segmented_control(
        "Input",
        kinds,
        default=kinds[0],
        required=True,
        bind="query-params",
        width="content",
        key=Key.INPUT if choice.draws else Key.PICTURE_INPUT,
        label_visibility="collapsed",
    )


def look_inside(choice: Choice, kind: str, warming_up: bool) -> None:
    """Take the input, ask the network, show what every layer computed."""
    if warming_up and caches.engine().state() != "starting":
        st.rerun()
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=254, gap="xsmall"):
            given = take_input(choice, kind)
        with st.container(width="stretch"):
            activations, note = ask(choice, given)
            answer(
                given,
                activations,
                choice.info.classes,
                note=note,
                doubt=given.doubt or doubt(choice, activations),
                key=Key.ANSWER,
            )
    feature_strips(choice.rows, activations, choice.info.classes, key=Key.STRIPS)


def take_input(choice: Choice, kind: str) -> NetworkInput:
    """The input of the chosen kind. One that cannot be used is none, never another one's answer."""
    try:
        return TAKERS[kind](choice)
    except InputError as error:
        return NetworkInput(None, f"There is no answer: {error}.")


def take_drawing(choice: Choice) -> NetworkInput:
    state[Key.STROKES] = drawing_pad(state.get(Key.STROKES, EXAMPLE), key=Key.PAD)
    return network_input.of_drawing(state[Key.STROKES])


def take_sample(choice: Choice) -> NetworkInput:
    dataset = caches.samples(network_input.sample_set(choice.dataset), choice.seed)
    last = len(dataset.test) - 1
    state[Key.SAMPLE] = min(state.get(Key.SAMPLE, 0), last)
    sheet = st.container()
    with st.container(horizontal=True, gap="small"):
        index = st.number_input(
            "Sample", 0, last, key=Key.SAMPLE, bind="query-params", label_visibility="collapsed"
        )
        other = randrange(last + 1)  # noqa: S311 - which sample is shown is no secret
        st.button("Shuffle", key=Key.SHUFFLE, on_click=state.update, args=[{Key.SAMPLE: other}])
    with sheet:
        contact_sheet(
            dataset.test,
            index,
            dataset.classes,
            key=Key.SHEET,
            on_pick=lambda: state.update({Key.SAMPLE: picked(Key.SHEET)}),
        )
    return network_input.of_sample(dataset, index, choice.info.input_shape)


def take_picture(choice: Choice) -> NetworkInput:
    st.file_uploader(
        "Your picture",
        images.EXTENSIONS,
        key=Key.UPLOAD,
        on_change=take_upload,
        max_upload_size=images.MAX_BYTES // 2**20,
    )
    as_mnist = choice.draws and st.toggle(
        "As MNIST's digits", True, key=Key.AS_MNIST, help=AS_MNIST_HELP
    )
    if state.get(Key.UPLOAD) and state.get(Key.COMPLAINT):  # as long as its file is there
        st.warning(state[Key.COMPLAINT])
    if Key.OWN_PICTURE not in state:
        return NO_PICTURE
    free_on_leaving()
    picture = images.to_float(state[Key.OWN_PICTURE])
    with st.container(border=True, width="content"):  # without it a white picture is a gap
        st.image(images.fit_within(picture, 120))
    return network_input.of_picture(picture, choice.info.input_shape, as_mnist)


def take_upload() -> None:
    """Read an uploaded file; one that cannot be read leaves everything as it was, and says so."""
    file, state[Key.COMPLAINT] = state[Key.UPLOAD], ""
    stays = " The picture before it stays." if Key.OWN_PICTURE in state else ""
    try:
        if file:
            state[Key.OWN_PICTURE] = images.read_pixels(file.getvalue())
    except InputError as error:
        state[Key.COMPLAINT] = f"{file.name}: {error}.{stays}"


def ask(choice: Choice, given: NetworkInput) -> tuple[Activations | None, str]:
    """What the network computed; without it, why there is nothing to see."""
    if given.picture is None:
        return None, given.caption
    if caches.engine().state() == "starting":
        return None, WARMING_UP
    try:
        return caches.engine().activations(choice.path, given.picture), ""
    except (InputError, EngineError) as error:
        return None, f"There is no answer: {error}."


TAKERS = {"Draw": take_drawing, "Sample": take_sample, "Upload": take_picture}

show()
