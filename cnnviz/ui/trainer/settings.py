"""The controls at the trainer's left: the settings of the next run."""

from collections import Counter
from contextlib import suppress
from typing import Any

import streamlit as st

from cnnviz import data
from cnnviz.data import folds
from cnnviz.networks import ARCHITECTURES
from cnnviz.training import optimisers
from cnnviz.training.config import CLASS_WEIGHTS, SCHEDULES, RunConfig
from cnnviz.training.optimisers import OPTIMISERS
from cnnviz.ui.linked import (
    chosen_of,
    linked_checkbox,
    linked_number,
    linked_optional,
    linked_select,
    value_of,
)
from cnnviz.ui.trainer.augmentation_menu import chosen_augmentation, preset_menu
from cnnviz.ui.trainer.early_stop_menu import choose_early_stop
from cnnviz.ui.trainer.network_menu import choose_network, set_network
from cnnviz.ui.trainer.optimiser_menu import choose_loss, choose_optimiser, show_rate_hint
from cnnviz.ui.trainer.own_data import offer_deletion, own_data, show_uploaders
from cnnviz.ui.trainer.recipe_menu import choose_recipe
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import plural

DEFAULTS = RunConfig(epochs=15)
SHOWN = ("dataset", "architecture", "layers")  # what the preview is of
SPLITS = {folds.OWN: N_("the data set's own"), folds.GROUPS: N_("by group")}
SUITED = {
    "digits": "lecture-mnist",
    "fashion-mnist": "lecture-mnist",
    "mnist": "lecture-mnist",
    "mnist-drawn": "fast-mnist",
    "neu": "fast-neu",
    "steel-synthetic": "fast-neu",
}
SKIP_HELP = N_(
    "Leave out images that cannot be read, that lie in no class folder, or whose class has fewer "
    "than 3."
)
BATCH_HELP = N_("Images per step: the weights are updated once per batch.")
RATE_HELP = N_("Size of the steps: above 0, at most 1. Usually {rates}.")
SEED_HELP = N_("Seed of all random numbers: the same seed and settings give the same network.")
SCHEDULE_HELP = N_(
    "**constant**. **one-cycle**: the learning rate rises, then falls to 0 by the end. "
    "**warm-restart**: it falls to 0 in the first third of the epochs, and again in the rest."
)
SPLIT_HELP = N_(
    "Which images are for training, validation and testing. **The data set's own**: as its "
    "folders declare, or at random by class. **By group**: images that overlap or are equal stay "
    "in one split, so that the network is not tested on what it has learned."
)
SIZE_HELP = N_("Longer side of the images in pixels, 8 to 512. Empty: the original size.")


def choose_settings(state: TrainerState) -> RunConfig:
    """Show the controls and read them.

    Raises
    ------
    InputError
        If a number is out of range.
    """
    above = st.container()
    settings = read_controls(state)
    if state.last is None:  # a link may open with invalid numbers: the preview needs none of them
        with suppress(InputError):
            state.last = RunConfig(**{name: settings[name] for name in SHOWN})
    try:
        settings["optimiser"] = optimisers.from_json(settings["optimiser"])
    finally:
        with above:
            choose_recipe(state, settings)
    return RunConfig(**settings)


def read_controls(state: TrainerState) -> dict[str, Any]:
    """Show one control per setting; return their values by the settings' names."""
    dataset = choose_data(state)
    network = choose_network(state)
    with st.container(horizontal=True, wrap=False, vertical_alignment="bottom", gap="small"):
        epochs = linked_number(_("Epochs"), state.EPOCHS, DEFAULTS.epochs, step=1)
        batch = linked_number(
            _("Batch size"), state.BATCH, DEFAULTS.batch_size, step=1, help=_(BATCH_HELP)
        )
    state.below_batch = st.container()
    with st.container(horizontal=True, wrap=False, vertical_alignment="bottom", gap="small"):
        rate = linked_number(
            _("Learning rate"),
            state.RATE,
            DEFAULTS.learning_rate,
            step=0.001,
            format="%g",
            help=_(RATE_HELP, rates=_(optimisers.USUAL_RATES)),
        )
        seed = linked_number(_("Seed"), state.SEED, DEFAULTS.seed, step=1, help=_(SEED_HELP))
    hint = st.container()
    state.below_numbers = st.container()
    numbers = {"epochs": epochs, "batch_size": batch, "learning_rate": rate, "seed": seed}
    more = choose_training(state) | choose_images(state)
    with hint:
        show_rate_hint(state, more["optimiser"]["kind"], rate)
    return {"dataset": dataset} | network | numbers | more


def choose_data(state: TrainerState) -> str:
    """Return the data set: a name, or the path of an upload."""
    titles = {offer.name: _title(offer) for offer in data.available()}
    own = own_data(state)
    count = Counter([*titles.values(), *(path.stem for path in own.values())])
    titles |= {
        key: path.stem + (f" ({key[-4:]})" if count[path.stem] > 1 else "")
        for key, path in own.items()
    }
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        chosen = linked_select(
            _("Data"),
            titles,
            state.DATA,
            on_change=suit_network,
            args=(state,),
        )
        with st.popover("", icon=":material/upload:", help=_("Upload your own data")):
            show_uploaders(state)
            if chosen in own:
                offer_deletion(state, chosen, own[chosen])
    return str(own[chosen]) if chosen in own else chosen


def choose_training(state: TrainerState) -> dict[str, Any]:
    """Show the optimiser, the schedule of its rate, and the loss."""
    summary = training_summary(state)
    with st.expander(_("Optimiser: {summary}", summary=summary), key=state.TRAINING):
        optimiser = choose_optimiser(state)
        schedule = linked_select(
            _("Learning rate schedule"),
            dict(zip(SCHEDULES, SCHEDULES, strict=True)),
            state.SCHEDULE,
            help=_(SCHEDULE_HELP),
        )
        loss, ending = choose_loss(state), choose_early_stop(state)
    return {"optimiser": optimiser, "schedule": schedule} | loss | ending


def training_summary(state: TrainerState) -> str:
    """Say in a few words what the section on training has set."""
    schedule = chosen_of(state.SCHEDULE, SCHEDULES)
    kind = chosen_of(state.OPTIMISER, tuple(OPTIMISERS), DEFAULTS.optimiser.kind)
    parts = [_(OPTIMISERS[kind].title), *([schedule] if schedule != SCHEDULES[0] else [])]
    if value_of(state.SMOOTHING, float, 0.0):
        parts.append(_("smoothed labels"))
    if chosen_of(state.CLASS_WEIGHTS, CLASS_WEIGHTS) != CLASS_WEIGHTS[0]:
        parts.append(_("class weights"))
    if value_of(state.PATIENCE, int, 0) or value_of(state.TARGET, float, 0.0):
        parts.append(_("stops early"))
    return ", ".join(parts)


def choose_images(state: TrainerState) -> dict[str, Any]:
    """Show how images are changed, split, sized and left out."""
    with st.expander(_("Images: {summary}", summary=images_summary(state)), key=state.IMAGES):
        return {
            "augmentation": preset_menu(state),
            "held_out": linked_select(_("Split"), splits(state), state.SPLIT, help=_(SPLIT_HELP)),
            "image_size": linked_optional(
                _("Image size"), state.SIZE, placeholder=_("original"), help=_(SIZE_HELP)
            ),
            "skip_unusable": linked_checkbox(
                _("Leave out unusable files"), state.SKIP, help=_(SKIP_HELP)
            ),
        }


def images_summary(state: TrainerState) -> str:
    """Say in a few words what the section on images has set."""
    augmentation, size = chosen_augmentation(state), value_of(state.SIZE, int, None)
    parts = [augmentation.preset or _("own changes")] if augmentation.amounts else []
    if size is not None:
        parts.append(plural(size, "pixel"))
    split = chosen_of(state.SPLIT, tuple(splits(state)))
    if split != folds.OWN:
        parts.append(splits(state)[split])
    return ", ".join(parts) or _("as they are")


def splits(state: TrainerState) -> dict[str, str]:
    """Return the splits of the menu; one that a run from a shell had is among them."""
    chosen = state.get(state.SPLIT, folds.OWN)
    known = {name: _(label) for name, label in SPLITS.items()}
    return known if chosen in known else known | {chosen: chosen}


def show_preview(state: TrainerState) -> None:
    """Show the preview of the next run in place of the last run."""
    state[state.RUN] = ""


def suit_network(state: TrainerState) -> None:
    """After a change of the data, replace a preset that was made for another image size."""
    suited, chosen = SUITED.get(state[state.DATA]), ARCHITECTURES.get(state[state.NETWORK])
    if suited and chosen and ARCHITECTURES[suited].input_shape != chosen.input_shape:
        set_network(state, suited)
    show_preview(state)


def _title(offer: data.Offer) -> str:
    title = _(offer.title)
    return title if offer.present else _("{title} (not available)", title=title)
