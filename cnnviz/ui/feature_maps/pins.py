"""The pinned input, which others are compared with: kept in the link where that is possible."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st

from cnnviz.data.stroke_text import read_text, write_strokes
from cnnviz.data.strokes import Preparation
from cnnviz.models import network_input
from cnnviz.models.layer_outputs import Activations
from cnnviz.models.network_input import NetworkInput
from cnnviz.training.catalog import ModelEntry, linked
from cnnviz.ui import address
from cnnviz.ui.components.drawing_pad import PENS
from cnnviz.ui.feature_maps.computing import compute
from cnnviz.ui.feature_maps.inputs import DRAW, SAMPLE
from cnnviz.ui.feature_maps.preparation import chosen_stages
from cnnviz.ui.feature_maps.samples import VALIDATION, images_of_split
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence, times

HELP = N_(
    "Keep this input; then change it, and see in each layer which maps differ most between the two."
)
NOT_KEPT = N_("A reload or a link does not keep this pinned input: it is a picture of your own.")
DRAWN, TAKEN, BETWEEN = "draw", "sample", "~"


@dataclass(frozen=True, eq=False)
class Pinned:
    """An input that others are compared with, and what a model computed of it.

    Attributes
    ----------
    given : NetworkInput
        As the network reads it.
    model : str
        Key of the model.
    activations : Activations
        What it computed.
    text : str
        The input as a link has it; "" where none can.
    """

    given: NetworkInput
    model: str
    activations: Activations
    text: str = ""


def offer_pin(state: FeatureMapsState, shown: Shown) -> None:
    """Show the button that pins the input, or the one that takes the pin away."""
    restore_pin(state, shown)
    if state.pinned is not None:
        st.button(
            _("Unpin"), icon=":material/close:", key=state.UNPIN, on_click=_unpin, args=(state,)
        )
    elif shown.activations is not None:
        text = written_pin(state, shown.entry)
        pinned = Pinned(shown.given, shown.entry.key, shown.activations, text)
        st.button(
            _("Compare with this input"),
            icon=":material/push_pin:",
            help=_(HELP),
            key=state.PIN,
            on_click=_pin,
            args=(state, pinned),
        )


def _pin(state: FeatureMapsState, pinned: Pinned) -> None:
    state.pinned, state.pin_to_restore = pinned, ""
    address.keep(state.PINNED_INPUT, pinned.text or None)


def _unpin(state: FeatureMapsState) -> None:
    state.pinned, state.pin_to_restore = None, ""
    address.keep(state.PINNED_INPUT, None)


def restore_pin(state: FeatureMapsState, shown: Shown) -> None:
    """Pin the input of a link again; while the network loads, it is tried at each run."""
    if state.pinned is None and (followed := address.followed(state.PINNED_INPUT)):
        state.pin_to_restore = followed
    text = state.pin_to_restore
    if not text:
        return
    try:
        entry, given = read_pin(text, shown.entry, shown.offered)
    except (InputError, ValueError) as error:
        state.pin_to_restore = ""
        address.keep(state.PINNED_INPUT, None)
        st.caption(_lost(error))
        return
    activations = compute(state, entry, given)[0]
    if activations is not None:
        state.pinned, state.pin_to_restore = Pinned(given, entry.key, activations, text), ""
        address.keep(state.PINNED_INPUT, text)


def _lost(error: ValueError) -> str:
    if isinstance(error, InputError):
        return sentence(_("The pinned input of this link is no longer there: {error}", error=error))
    return _("The pinned input of this link is no longer there.")


def written_pin(state: FeatureMapsState, entry: ModelEntry) -> str:
    """Write the input on show for a link; "" where it is a visitor's picture, or too long."""
    if state.kind == DRAW and (strokes := write_strokes(state.strokes)):
        stages = chosen_stages(state)
        flags = "".join(str(int(on)) for on in (stages.crop, stages.scale, stages.centre))
        return BETWEEN.join((DRAWN, f"{state.pen!r}", flags, strokes))
    if state.kind == SAMPLE:
        split = VALIDATION if state.get(state.SPLIT) == VALIDATION else "test"
        return BETWEEN.join((TAKEN, entry.key, split, str(state.get(state.SAMPLE, 0))))
    return ""


def read_pin(
    text: str, entry: ModelEntry, offered: Mapping[str, ModelEntry]
) -> tuple[ModelEntry, NetworkInput]:
    """Read what ``written_pin`` wrote: the model that the input was pinned for, and the input.

    Raises
    ------
    InputError, ValueError
        If it means nothing, or the sample or its model is gone.
    """
    kind, first, second, rest = text.split(BETWEEN, 3)
    if kind == DRAWN:
        pen = float(first)
        if not (PENS[0] <= pen <= PENS[1] and len(second) == 3 and set(second) <= {"0", "1"}):
            raise ValueError(text)
        stages = Preparation(*(flag == "1" for flag in second))
        given = network_input.of_drawing(read_text(rest), pen, stages)
        if given.picture is None or entry.info.input_shape != given.picture.shape:
            raise InputError("the chosen model reads no drawings")
        return entry, given
    if kind != TAKEN:
        raise ValueError(text)
    model = offered.get(first) or linked(first)
    if model is None:
        raise InputError("its model is gone")
    chosen = images_of_split(model, second)
    if not 0 <= int(rest) < len(chosen.images):
        raise InputError("there is no sample {number:,}", number=int(rest))
    return model, network_input.of_sample(chosen.dataset, int(rest), model.info.input_shape)


def pinned_for(state: FeatureMapsState, shown: Shown, pinned: Pinned) -> Pinned | None:
    """Return what the model that is shown computes of the pinned input; None where it cannot."""
    if pinned.model == shown.entry.key:
        return pinned
    wanted, got = shown.entry.info.input_shape, pinned.given.pixels.shape
    if got != wanted:
        st.caption(
            _(
                "The pinned input has {got} values; {model} reads {wanted}.",
                got=times(got),
                model=shown.entry.name,
                wanted=times(wanted),
            )
        )
        return None
    activations, note = compute(state, shown.entry, pinned.given)
    if activations is None:
        st.caption(note)
        return None
    state.pinned = replace(pinned, model=shown.entry.key, activations=activations)
    return state.pinned
