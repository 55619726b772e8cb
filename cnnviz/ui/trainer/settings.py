"""The trainer's left side: data, network and numbers -> the settings of the next run."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from cnnviz import data
from cnnviz.data import uploads
from cnnviz.networks.architecture import ARCHITECTURES
from cnnviz.training import recipes
from cnnviz.training.config import AUGMENTATIONS, SCHEDULES, RunConfig
from cnnviz.ui.caches import data_preview
from cnnviz.ui.trainer.state import TrainerState as Key
from cnnviz.ui.widgets import linked_select
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence

BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}
DEFAULTS = RunConfig(epochs=15)
OWN = "own settings"
CONTROLS = {
    "dataset": Key.DATA,
    "architecture": Key.NETWORK,
    "epochs": Key.EPOCHS,
    "batch_size": Key.BATCH,
    "learning_rate": Key.RATE,
    "seed": Key.SEED,
    "augmentation": Key.AUGMENTATION,
    "schedule": Key.SCHEDULE,
    "image_size": Key.SIZE,
}
RECIPE_HELP = "Settings known to work well together, baselines first; each can be changed below."
SUITED = {
    "digits": "lecture-mnist",
    "mnist": "lecture-mnist",
    "neu": "fast-neu",
    "steel-synthetic": "fast-neu",
}
UPLOAD_HELP = """A zip of images with a folder for each class, or train/, valid/ and test/ folders
with the classes in each. The NEU layouts are known too."""
BATCH_HELP = "Images a step: the weights change once for each batch."
RATE_HELP = "How far Adam moves the weights at each step: above 0, at most 1."
SEED_HELP = "Decides all random numbers: the same seed and settings give the same network."
AUGMENTATION_HELP = """Random changes to each training image that keep its class. Digits: turn,
size, slant, place, pen width. Hands: tremble and
ink too. Steel: mirrored, lit otherwise."""
SCHEDULE_HELP = """Constant. One cycle: the learning rate rises, then falls to 0 by the end. Warm
restart: it falls to 0 in a third of the epochs, and once more in the rest."""
SIZE_HELP = "Pixels of the images' longer side, 8 to 512; empty keeps their own."


def choose_settings() -> RunConfig:
    """Show the controls and read them.

    Raises
    ------
    InputError
        If a number is out of its range.
    """
    above = st.container()
    settings = read_controls()
    with above:
        choose_recipe(settings)
    return RunConfig(**settings)


def choose_recipe(settings: Mapping[str, Any]) -> None:
    """Settings under a name; the box says which recipe they are, or that they are one's own."""
    st.session_state[Key.RECIPE] = recipes.name_of(settings) or OWN
    st.selectbox(
        "Recipe", [OWN, *recipes.RECIPES], key=Key.RECIPE, on_change=take_recipe, help=RECIPE_HELP
    )


def take_recipe() -> None:
    """Set every control to what the chosen recipe says, and show what it would train."""
    if st.session_state[Key.RECIPE] in recipes.RECIPES:
        config = recipes.RECIPES[st.session_state[Key.RECIPE]].config
        for name, key in CONTROLS.items():
            st.session_state[key] = getattr(config, name)
    show_preview()


def read_controls() -> dict[str, Any]:
    """Show a control a setting; what each says, by the setting's name."""
    dataset = choose_data()
    network = st.selectbox(
        "Network",
        list(ARCHITECTURES),
        list(ARCHITECTURES).index(DEFAULTS.architecture),
        key=Key.NETWORK,
        on_change=show_preview,
        **BOUND,
    )
    with st.container(horizontal=True, wrap=False, gap="small"):
        epochs = st.number_input("Epochs", value=DEFAULTS.epochs, step=1, key=Key.EPOCHS, **BOUND)
        batch = st.number_input(
            "Batch size", value=DEFAULTS.batch_size, step=1, key=Key.BATCH, help=BATCH_HELP, **BOUND
        )
    with st.container(horizontal=True, wrap=False, gap="small"):
        rate = st.number_input(
            "Learning rate",
            value=DEFAULTS.learning_rate,
            step=0.001,
            format="%g",
            key=Key.RATE,
            help=RATE_HELP,
            **BOUND,
        )
        seed = st.number_input("Seed", value=0, step=1, key=Key.SEED, help=SEED_HELP, **BOUND)
    numbers = {"epochs": epochs, "batch_size": batch, "learning_rate": rate, "seed": seed}
    return {"dataset": dataset, "architecture": network} | numbers | choose_more()


def choose_data() -> str:
    """The data set: one with a name, or the path of an upload."""
    titles = {offer.name: _title(offer) for offer in data.available()}
    own = {key: path for key in _own() if (path := uploads.find(key))}
    titles |= {key: path.stem for key, path in own.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        chosen = linked_select("Data", titles, Key.DATA, Key.LINKED_DATA, on_change=suit_network)
        with st.popover("", icon=":material/upload:", help="Bring your own data"):
            st.file_uploader(
                "Your own data", "zip", key=Key.UPLOAD, on_change=take_upload, help=UPLOAD_HELP
            )
    return str(own[chosen]) if chosen in own else chosen


def choose_more() -> dict[str, Any]:
    """What most runs leave as it is."""
    with st.popover("More settings", icon=":material/tune:", width="stretch"):
        return {
            "augmentation": st.selectbox(
                "Augmentation", AUGMENTATIONS, key=Key.AUGMENTATION, help=AUGMENTATION_HELP, **BOUND
            ),
            "schedule": st.selectbox(
                "Learning rate over time", SCHEDULES, key=Key.SCHEDULE, help=SCHEDULE_HELP, **BOUND
            ),
            "image_size": st.number_input(
                "Image size",
                value=None,
                step=1,
                placeholder="their own",
                key=Key.SIZE,
                help=SIZE_HELP,
                **BOUND,
            ),
        }


def show_preview() -> None:
    """Other data or another network: show them, and no longer the last run."""
    st.session_state[Key.RUN] = ""


def suit_network() -> None:
    """Other data: where the network was made for images of another size, take one for this."""
    suited = SUITED.get(st.session_state[Key.DATA])
    made_for = ARCHITECTURES[st.session_state[Key.NETWORK]].input_shape
    if suited and ARCHITECTURES[suited].input_shape != made_for:
        st.session_state[Key.NETWORK] = suited
    show_preview()


def take_upload() -> None:
    """Keep an uploaded zip and choose it; one that cannot be learned from leaves all as it was."""
    file = st.session_state[Key.UPLOAD]
    if file is None:
        return
    key = uploads.keep(file.name, file.getvalue())
    try:
        data_preview(str(uploads.find(key)), DEFAULTS.seed, DEFAULTS.image_size)
    except InputError as error:
        uploads.forget(key)
        st.session_state[Key.COMPLAINT] = sentence(error)
        return
    st.session_state[Key.OWN] = [*_own(), key]
    st.session_state[Key.DATA] = key
    show_preview()


def _own() -> list[str]:
    """Keys of uploads that this visitor may choose: this visit's, and a link's."""
    linked = st.query_params.get(Key.DATA, "")
    return list(dict.fromkeys([*st.session_state.get(Key.OWN, []), linked]))


def _title(offer: data.Offer) -> str:
    return offer.title if offer.present else f"{offer.title} (not here)"
