"""From a run to the next one: every control set to the run's settings."""

from contextlib import suppress
from pathlib import Path

import streamlit as st

from cnnviz import data
from cnnviz.data import uploads
from cnnviz.training import folder, recipes
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.text import data_title
from cnnviz.ui import address
from cnnviz.ui.trainer.controls import set_controls
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import plural

AGAIN_HELP = N_("Sets every control at the left to this run's, its network included.")


def show_again(state: TrainerState, run: RunFolder, config: RunConfig) -> None:
    """Show the button that sets every control to a run's settings and shows the preview."""
    st.button(
        _("Again, with changes"),
        icon=":material/edit:",
        on_click=again,
        args=(state, run, config),
        help=_(AGAIN_HELP),
    )


def again(state: TrainerState, run: RunFolder, config: RunConfig) -> None:
    """Set every control to a run's settings, and show the preview."""
    take_settings(state, run, config)
    state[state.RUN] = ""


def take_settings(state: TrainerState, run: RunFolder, config: RunConfig) -> None:
    """Set every control to a run's settings; of data that is gone, say so."""
    set_controls(state, config)
    state.recipe = recipes.name_on_any_data(vars(config) | {"layers": ()}) or ""
    key = data_key(run, config)
    if key is None:
        state.complaint = _(
            "The data of this run, {data}, is no longer on this server; all other settings are "
            "the run's.",
            data=data_title(config.dataset),
        )
        return
    state.uploads = tuple(dict.fromkeys([*state.uploads, key]))
    state[state.DATA], state[state.SKIP] = key, config.skip_unusable
    if config.left_out:
        state.note = _(
            "The run left out {images}; the next one leaves out those that are marked under Look "
            "at the data.",
            images=plural(len(config.left_out), "image"),
        )


def data_key(run: RunFolder, config: RunConfig) -> str | None:
    """Return what the menu of data calls a run's data; None where it is gone."""
    if config.dataset in {offer.name for offer in data.available()}:
        return config.dataset
    path = Path(config.dataset)
    if not path.exists():
        return None
    return path.parent.name if uploads.find(path.parent.name) == path else run.id


def find_data(key: str) -> Path | None:
    """Find own data by its key: an upload's, or the id of a run that learned from it."""
    if path := uploads.find(key):
        return path
    with suppress(InputError, OSError):
        path = Path(folder.find(key).config().dataset)
        if path.is_absolute() and path.exists():
            return path
    return None


def take_linked_run(state: TrainerState) -> None:
    """Begin with the settings of the run that the visit's link opens, where it says no other."""
    linked = address.text(state.RUN)
    if state.NETWORK in state or not linked:
        return
    if any(key.startswith("t_") for key in address.current()):
        return
    with suppress(InputError):  # the menu of runs says what is wrong with it
        run = folder.find(linked)
        take_settings(state, run, run.config())
        state.complaint = state.note = ""


def is_same(config: RunConfig, run: RunFolder) -> bool:
    """Whether settings are those of a run, but for what the data decides."""
    try:
        others = run.config()
    except InputError:
        return False
    ignored = {"fingerprint", "left_out", "layers"}
    mine, theirs = vars(config), vars(others)
    same = all(mine[name] == theirs[name] for name in mine.keys() - ignored)
    return same and config.network == others.network
