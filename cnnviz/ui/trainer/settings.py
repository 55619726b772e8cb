"""The controls at the trainer's left: the settings of the next run."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from cnnviz import data
from cnnviz.data import uploads
from cnnviz.networks import ARCHITECTURES
from cnnviz.training import recipes
from cnnviz.training.config import AUGMENTATIONS, SCHEDULES, RunConfig
from cnnviz.ui import address, caches
from cnnviz.ui.address import BOUND
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.widgets import linked_select
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
    "augmentation": TrainerState.AUGMENTATION,
    "schedule": TrainerState.SCHEDULE,
    "image_size": TrainerState.SIZE,
}
RECIPE_HELP = "Proven combinations of settings, baselines first. Each setting can be changed below."
SUITED = {
    "digits": "lecture-mnist",
    "mnist": "lecture-mnist",
    "neu": "fast-neu",
    "steel-synthetic": "fast-neu",
}
UPLOAD_HELP = """A zip file with one folder of images per class, or with train/, valid/ and test/
folders that contain the class folders. The layouts of NEU are recognised too."""
BATCH_HELP = "Images per step: the weights are updated once per batch."
RATE_HELP = "Size of Adam's steps: above 0, at most 1."
SEED_HELP = "Seed of all random numbers: the same seed and settings give the same network."
AUGMENTATION_HELP = """Random changes to each training image that keep its class. **nudge**: a
little rotation, scaling, shear and shift. **digits**: more of these, and stroke width.
**digits-elastic**: elastic deformation and ink intensity as well. **steel**: mirroring, brightness
and contrast."""
SCHEDULE_HELP = """**constant**. **one-cycle**: the learning rate rises, then falls to 0 by the end.
**warm-restart**: it falls to 0 in the first third of the epochs, and again in the rest."""
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
    with above:
        choose_recipe(state, settings)
    return RunConfig(**settings)


def choose_recipe(state: TrainerState, settings: Mapping[str, Any]) -> None:
    """Show a menu of recipes; it names the one that equals the settings."""
    state[state.RECIPE] = recipes.name_of(settings) or OWN
    st.selectbox(
        "Recipe",
        [OWN, *recipes.RECIPES],
        key=state.RECIPE,
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
    show_preview(state)


def read_controls(state: TrainerState) -> dict[str, Any]:
    """Show one control per setting; return their values by the settings' names."""
    dataset = choose_data(state)
    network = st.selectbox(
        "Network",
        list(ARCHITECTURES),
        list(ARCHITECTURES).index(DEFAULTS.architecture),
        key=state.NETWORK,
        on_change=show_preview,
        args=(state,),
        **BOUND,
    )
    with st.container(horizontal=True, wrap=False, gap="small"):
        epochs = st.number_input("Epochs", value=DEFAULTS.epochs, step=1, key=state.EPOCHS, **BOUND)
        batch = st.number_input(
            "Batch size",
            value=DEFAULTS.batch_size,
            step=1,
            key=state.BATCH,
            help=BATCH_HELP,
            **BOUND,
        )
    with st.container(horizontal=True, wrap=False, gap="small"):
        rate = st.number_input(
            "Learning rate",
            value=DEFAULTS.learning_rate,
            step=0.001,
            format="%g",
            key=state.RATE,
            help=RATE_HELP,
            **BOUND,
        )
        seed = st.number_input("Seed", value=0, step=1, key=state.SEED, help=SEED_HELP, **BOUND)
    numbers = {"epochs": epochs, "batch_size": batch, "learning_rate": rate, "seed": seed}
    return {"dataset": dataset, "architecture": network} | numbers | choose_more(state)


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
            state.LINKED_DATA,
            on_change=suit_network,
            args=(state,),
        )
        with st.popover("", icon=":material/upload:", help="Upload your own data"):
            st.file_uploader(
                "Your own data",
                "zip",
                key=state.UPLOAD,
                on_change=take_upload,
                args=(state,),
                help=UPLOAD_HELP,
            )
    return str(own[chosen]) if chosen in own else chosen


def choose_more(state: TrainerState) -> dict[str, Any]:
    """Show rarely changed settings."""
    with st.popover("More settings", icon=":material/tune:", width="stretch"):
        return {
            "augmentation": st.selectbox(
                "Augmentation",
                AUGMENTATIONS,
                key=state.AUGMENTATION,
                help=AUGMENTATION_HELP,
                **BOUND,
            ),
            "schedule": st.selectbox(
                "Learning rate schedule", SCHEDULES, key=state.SCHEDULE, help=SCHEDULE_HELP, **BOUND
            ),
            "image_size": st.number_input(
                "Image size",
                value=None,
                step=1,
                placeholder="original",
                key=state.SIZE,
                help=SIZE_HELP,
                **BOUND,
            ),
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


def take_upload(state: TrainerState) -> None:
    """Keep an uploaded zip and choose it; one that cannot be used changes nothing."""
    file = state[state.UPLOAD]
    if file is None:
        return
    key = uploads.keep(file.name, file.getvalue())
    try:
        caches.data_preview(str(uploads.find(key)), DEFAULTS.seed, DEFAULTS.image_size)
    except InputError as error:
        uploads.forget(key)
        state.complaint = sentence(error)
        return
    state.uploads = (*_own(state), key)
    state[state.DATA] = key
    show_preview(state)


def _own(state: TrainerState) -> tuple[str, ...]:
    """Keys of the uploads that this visitor may choose: those of this visit, and of a link."""
    linked = address.text(state.DATA) or ""
    return tuple(dict.fromkeys([*state.uploads, linked]))


def _title(offer: data.Offer) -> str:
    return offer.title if offer.present else f"{offer.title} (not available)"
