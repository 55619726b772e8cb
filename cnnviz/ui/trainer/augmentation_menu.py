"""The augmentation of the next run: in the session, in the address, and in the menu of presets.

Presets and sliders set each other. A browser's message may still have the value that a control had
before another one set it, which must not count as a choice. So the controls of the other kind get
new keys (``preset_round``, ``slider_round``); a message on an earlier key changes nothing.
"""

from dataclasses import replace
from typing import Any

import streamlit as st

from cnnviz.training import augmentation
from cnnviz.training.augmentation import PRESETS, Augmentation
from cnnviz.ui import address
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

NONE = PRESETS["none"]
OWN = N_("own changes")
AUGMENTATION_HELP = N_(
    "Random changes to each training image that keep its class. **nudge**: a little rotation, "
    "scaling, shear and shift. **digits**: more of these, and stroke width. **digits-elastic**: "
    "elastic deformation and ink intensity as well. **steel**: mirroring, brightness and "
    "contrast. **steel-shaded**: shading as well."
)


def chosen_augmentation(state: TrainerState) -> Augmentation:
    """Return what was chosen last, here or by following a link, and write it into the address."""
    if linked := address.followed(state.AUGMENTATION):
        try:
            state[state.AUGMENTATION] = augmentation.parse(linked)
        except InputError as error:
            state[state.AUGMENTATION] = NONE
            state.complaint = address.invalid(N_("augmentation"), error)
    chosen: Augmentation = state.get(state.AUGMENTATION, NONE)
    state[state.AUGMENTATION] = chosen
    address.keep(state.AUGMENTATION, chosen.text)
    if chosen != state.slid:  # all controls have to show what no slider has set
        state.slid = chosen
        state.slider_round += 1
        state.preset_round += 1
    return chosen


def preset_menu(state: TrainerState) -> Augmentation:
    """Show the menu of presets, which names the chosen one; return the augmentation."""
    chosen = chosen_augmentation(state)
    key = f"{state.PRESET}{state.preset_round}"
    state.follow(key, chosen.preset or OWN)
    st.selectbox(
        _("Augmentation"),
        [*PRESETS, *([] if chosen.preset else [OWN])],
        format_func=preset_name,
        key=key,
        on_change=take_preset,
        args=(state, key),
        help=_(AUGMENTATION_HELP),
    )
    st.button(
        _("Sliders and examples"),
        icon=":material/auto_awesome_mosaic:",
        width="stretch",
        on_click=show_sliders,
        args=(state,),
    )
    return chosen


def preset_name(name: str) -> str:
    """What a preset is called: by its name, as in settings and code."""
    return _(OWN) if name == OWN else name


def show_sliders(state: TrainerState) -> None:
    """Show the sliders and variants, in place of the last run."""
    state[state.RUN], state[state.AUGMENTING] = "", True


def take_preset(state: TrainerState, key: str) -> None:
    """Set every change as in the preset that was chosen in the menu under ``key``."""
    state[state.AUGMENTATION] = PRESETS.get(state[key], state[state.AUGMENTATION])


def take_change(state: TrainerState, name: str, key: str) -> None:
    """Set one change, or the fill, to the value of its control, which has this key."""
    value: Any = state[key]
    if value is None:  # a control that the browser has not filled yet
        return
    try:
        state.slid = state[state.AUGMENTATION] = replace(state[state.AUGMENTATION], **{name: value})
    except InputError as error:
        state.complaint = sentence(error)
    state.preset_round += 1
