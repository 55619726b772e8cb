"""The augmentation of the next run: in the session, in the address, and in the menu of presets."""

from dataclasses import replace
from typing import Any

import streamlit as st

from cnnviz.training import augmentation
from cnnviz.training.augmentation import PRESETS, Augmentation
from cnnviz.ui import address
from cnnviz.ui.trainer.state import TrainerState

NONE = PRESETS["none"]
OWN = "own changes"
AUGMENTATION_HELP = """Random changes to each training image that keep its class. **nudge**: a
little rotation, scaling, shear and shift. **digits**: more of these, and stroke width.
**digits-elastic**: elastic deformation and ink intensity as well. **steel**: mirroring, brightness
and contrast."""


def chosen_augmentation(state: TrainerState) -> Augmentation:
    """Return what was chosen last, here or by following a link, and write it into the address."""
    linked = address.text(state.AUGMENTATION)
    if linked is not None and linked != state.get(state.LINKED_AUGMENTATION):
        parse = augmentation.parse
        state[state.AUGMENTATION], complaint = address.read(
            state.AUGMENTATION, parse, NONE, "augmentation"
        )
        state.complaint = complaint or state.complaint
    chosen: Augmentation = state.get(state.AUGMENTATION, NONE)
    state[state.LINKED_AUGMENTATION] = chosen.text
    address.write({state.AUGMENTATION: chosen.text})
    return chosen


def preset_menu(state: TrainerState) -> Augmentation:
    """Show the menu of presets, which names the chosen one; return the augmentation."""
    chosen = chosen_augmentation(state)
    state[state.PRESET] = chosen.preset or OWN
    st.selectbox(
        "Augmentation",
        [*PRESETS, *([] if chosen.preset else [OWN])],
        key=state.PRESET,
        on_change=take_preset,
        args=(state, state.PRESET),
        help=AUGMENTATION_HELP,
    )
    return chosen


def take_preset(state: TrainerState, key: str) -> None:
    """Set every change as in the preset that was chosen in the menu under ``key``."""
    state[state.AUGMENTATION] = PRESETS.get(state[key], state[state.AUGMENTATION])


def take_change(state: TrainerState, name: str, key: str) -> None:
    """Set one change, or the fill, to the value of the control under ``key``."""
    value: Any = state[key]
    state[state.AUGMENTATION] = replace(state[state.AUGMENTATION], **{name: value})
