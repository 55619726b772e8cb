"""The controls at the trainer's left: the settings of the next run."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Literal

import streamlit as st

from cnnviz import data
from cnnviz.data import folds, uploads
from cnnviz.data.bundle import bundle
from cnnviz.networks import ARCHITECTURES
from cnnviz.training import optimisers, recipes
from cnnviz.training.config import SCHEDULES, RunConfig
from cnnviz.ui import address, caches
from cnnviz.ui.linked import (
    kept_select,
    linked_checkbox,
    linked_number,
    linked_optional,
    linked_select,
)
from cnnviz.ui.trainer.augmentation_menu import preset_menu
from cnnviz.ui.trainer.optimiser_menu import (
    choose_loss,
    choose_optimiser,
    set_optimiser,
    show_rate_hint,
)
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence

DEFAULTS = RunConfig(epochs=15)
OWN = "own settings"
CONTROLS = {
    "dataset": TrainerState.DATA,
    "architecture": TrainerState.NETWORK,
    "epochs": TrainerState.EPOCHS,
    "batch_size": TrainerState.BATCH,
    "learning_rate": TrainerState.RATE,
    "seed": TrainerState.SEED,
    "label_smoothing": TrainerState.SMOOTHING,
    "class_weights": TrainerState.CLASS_WEIGHTS,
    "augmentation": TrainerState.AUGMENTATION,
    "schedule": TrainerState.SCHEDULE,
    "image_size": TrainerState.SIZE,
    "held_out": TrainerState.SPLIT,
}
SPLITS = {folds.OWN: "the data set's own", folds.GROUPS: "by group"}
RECIPE_HELP = "Proven combinations of settings, baselines first. Each setting can be changed below."
SUITED = {
    "digits": "lecture-mnist",
    "fashion-mnist": "lecture-mnist",
    "mnist": "lecture-mnist",
    "mnist-drawn": "fast-mnist",
    "neu": "fast-neu",
    "steel-synthetic": "fast-neu",
}
UPLOAD_HELP = """A zip, or several files at once: images with a table of labels (CSV: file, label),
one zip per class, arrays (.npy, .npz) or idx files. In a zip or folder: one folder of images per
class, or train/, valid/ and test/ with such folders. The layouts of NEU are recognised too."""
FOLDER_HELP = "A folder with all that is in it, laid out as in a zip."
SKIP_HELP = """Leave out images that cannot be read, that lie in no class folder, or whose class
has fewer than 3."""
BATCH_HELP = "Images per step: the weights are updated once per batch."
RATE_HELP = f"Size of the steps: above 0, at most 1. Usually {optimisers.USUAL_RATES}."
SEED_HELP = "Seed of all random numbers: the same seed and settings give the same network."
SCHEDULE_HELP = """**constant**. **one-cycle**: the learning rate rises, then falls to 0 by the end.
**warm-restart**: it falls to 0 in the first third of the epochs, and again in the rest."""
SPLIT_HELP = """Which images are for training, validation and testing. **The data set's own**: as
its folders declare, or at random by class. **By group**: images that overlap or are equal stay in
one split, so that the network is not tested on what it has learned."""
SIZE_HELP = "Longer side of the images in pixels, 8 to 512. Empty: the original size."


def choose_settings(state: TrainerState) -> RunConfig:
    """Show the controls and read them.

    Raises
    ------
    InputError
        If a number is out of range.
    """
    above = st.container()
    settings = read_controls(state)
    try:
        settings["optimiser"] = optimisers.from_json(settings["optimiser"])
    finally:
        with above:
            choose_recipe(state, settings)
    return RunConfig(**settings)


def choose_recipe(state: TrainerState, settings: Mapping[str, Any]) -> None:
    """Show a menu of recipes; it names the one that equals the settings."""
    state[state.RECIPE] = recipes.name_of(settings) or OWN
    names = [OWN, *recipes.RECIPES]
    kept_select(
        "Recipe",
        dict(zip(names, names, strict=True)),
        state.RECIPE,
        on_change=take_recipe,
        args=(state,),
        help=RECIPE_HELP,
    )


def take_recipe(state: TrainerState) -> None:
    """Set every control as in the chosen recipe, and show the preview."""
    if state[state.RECIPE] in recipes.RECIPES:
        config = recipes.RECIPES[state[state.RECIPE]].config
        for name, key in CONTROLS.items():
            state[key] = getattr(config, name)
        set_optimiser(state, config.optimiser)
        state[state.SKIP] = config.skip_unusable
    show_preview(state)


def read_controls(state: TrainerState) -> dict[str, Any]:
    """Show one control per setting; return their values by the settings' names."""
    dataset = choose_data(state)
    network = linked_select(
        "Network",
        dict(zip(ARCHITECTURES, ARCHITECTURES, strict=True)),
        state.NETWORK,
        default=DEFAULTS.architecture,
        on_change=show_preview,
        args=(state,),
    )
    with st.container(horizontal=True, wrap=False, gap="small"):
        epochs = linked_number("Epochs", state.EPOCHS, DEFAULTS.epochs, step=1)
        batch = linked_number(
            "Batch size", state.BATCH, DEFAULTS.batch_size, step=1, help=BATCH_HELP
        )
    with st.container(horizontal=True, wrap=False, gap="small"):
        rate = linked_number(
            "Learning rate",
            state.RATE,
            DEFAULTS.learning_rate,
            step=0.001,
            format="%g",
            help=RATE_HELP,
        )
        seed = linked_number("Seed", state.SEED, DEFAULTS.seed, step=1, help=SEED_HELP)
    hint = st.container()
    numbers = {"epochs": epochs, "batch_size": batch, "learning_rate": rate, "seed": seed}
    more = choose_more(state)
    with hint:
        show_rate_hint(state, more["optimiser"]["kind"], rate)
    return {"dataset": dataset, "architecture": network} | numbers | more


def choose_data(state: TrainerState) -> str:
    """Return the data set: a name, or the path of an upload."""
    titles = {offer.name: _title(offer) for offer in data.available()}
    own = {key: path for key in _own(state) if (path := uploads.find(key))}
    titles |= {key: path.stem for key, path in own.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        chosen = linked_select(
            "Data",
            titles,
            state.DATA,
            on_change=suit_network,
            args=(state,),
        )
        with st.popover("", icon=":material/upload:", help="Upload your own data"):
            show_uploaders(state)
    return str(own[chosen]) if chosen in own else chosen


def show_uploaders(state: TrainerState) -> None:
    """Show one field for files and one for a folder; both are emptied after each upload."""
    fields: dict[str, tuple[str, bool | Literal["directory"], str]] = {
        state.UPLOAD: ("Your own files", True, UPLOAD_HELP),
        state.UPLOAD_FOLDER: ("Or a folder", "directory", FOLDER_HELP),
    }
    for name, (label, several, tip) in fields.items():
        key = f"{name}{state.upload_round or ''}"
        st.file_uploader(
            label,
            accept_multiple_files=several,
            key=key,
            on_change=take_upload,
            args=(state, key),
            help=tip,
        )


def choose_more(state: TrainerState) -> dict[str, Any]:
    """Show rarely changed settings."""
    with st.popover("More settings", icon=":material/tune:", width="stretch"):
        left, right = st.columns(2, gap="medium")
    with left:
        optimiser = choose_optimiser(state)
    with right:
        schedule = linked_select(
            "Learning rate schedule",
            dict(zip(SCHEDULES, SCHEDULES, strict=True)),
            state.SCHEDULE,
            help=SCHEDULE_HELP,
        )
        loss, images = choose_loss(state), choose_images(state)
    return {"optimiser": optimiser, "schedule": schedule} | loss | images


def choose_images(state: TrainerState) -> dict[str, Any]:
    """Show how images are changed, split, sized and left out."""
    return {
        "augmentation": preset_menu(state),
        "held_out": linked_select("Split", SPLITS, state.SPLIT, help=SPLIT_HELP),
        "image_size": linked_optional(
            "Image size", state.SIZE, placeholder="original", help=SIZE_HELP
        ),
        "skip_unusable": linked_checkbox("Leave out unusable files", state.SKIP, help=SKIP_HELP),
    }


def show_preview(state: TrainerState) -> None:
    """Show the preview of the next run in place of the last run."""
    state[state.RUN] = ""


def suit_network(state: TrainerState) -> None:
    """After a change of the data, replace a network that was made for another image size."""
    suited = SUITED.get(state[state.DATA])
    made_for = ARCHITECTURES[state[state.NETWORK]].input_shape
    if suited and ARCHITECTURES[suited].input_shape != made_for:
        state[state.NETWORK] = suited
    show_preview(state)


def take_upload(state: TrainerState, field: str) -> None:
    """Keep uploaded files as one zip and choose it; what cannot be used changes nothing.

    Data that can be used with other settings are kept: the preview offers these settings.
    """
    dropped = state[field]
    if not dropped:
        return
    state.upload_round += 1
    key = ""
    try:
        name, content = bundle([(file.name, file.getvalue()) for file in dropped])
        key = uploads.keep(f"{name}.zip", content)
        with suppress(data.UnusableFilesError, data.TooLargeError):
            caches.data_preview(str(uploads.find(key)), _seed(state), _size(state))
    except InputError as error:
        if key:
            uploads.forget(key)
        state.complaint = sentence(error)
        return
    state.uploads = (*_own(state), key)
    state[state.DATA] = key
    state[state.SKIP] = False
    show_preview(state)


def _seed(state: TrainerState) -> int:
    seed = state.get(state.SEED)
    return DEFAULTS.seed if seed is None or seed < 0 else seed


def _size(state: TrainerState) -> int | None:
    size = state.get(state.SIZE)
    return size if size in data.SIZES else DEFAULTS.image_size


def _own(state: TrainerState) -> tuple[str, ...]:
    """Keys of the uploads that this visitor may choose: those of this visit, and of a link."""
    linked = address.text(state.DATA) or ""
    return tuple(dict.fromkeys([*state.uploads, linked]))


def _title(offer: data.Offer) -> str:
    return offer.title if offer.present else f"{offer.title} (not available)"
