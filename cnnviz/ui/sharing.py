"""Links by which the owner of a run, model or inspection shows it to others of a class."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from cnnviz.classroom import belongings
from cnnviz.classroom.visitor import separates
from cnnviz.ui import address
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

Act = Callable[[Path], object]

PARAMETER = "share"
MOST_PARTS = 8  # of a link
NAME = re.compile(r"[\w-]+(\.[\w-]+)*", re.ASCII)
COMPLAINT = "v_share_complaint"
STALE = N_("This link no longer opens what it was made for: ask for a new one.")
PRIVATE = N_("Only you and the teacher see this.")
OPEN = N_("Whoever has this link may look at it, with its data, and cannot change it.")


def folders_of(name: str) -> list[Path]:
    """Return the folders that a name stands for: a run's, an upload's, an inspection's."""
    run = name.partition("@")[0]
    if len(run) > 255 or not NAME.fullmatch(run):
        return []
    kinds = ("models", "uploads") if run.startswith("upload-") else ("runs", "inspections")
    return [folder for kind in kinds if (folder := paths.home() / kind / run).is_dir()]


def take_links() -> None:
    """Open what a link that was followed shares; its secret does not stay in the address."""
    link = address.text(PARAMETER)
    if not link:
        return
    if separates() and not all(list(map(_accept, link.split(",")[:MOST_PARTS]))):
        st.toast(_(STALE))
    address.write({PARAMETER: None})


def _accept(part: str) -> bool:
    name, _, secret = part.rpartition("~")
    try:
        return any(belongings.accept(folder, secret) for folder in folders_of(name))
    except InputError:
        return False


def offer_sharing(names: Sequence[str], parameters: address.Address, key: str) -> None:
    """Show the button that shares what is the visitor's own; nothing where all see all anyway.

    Parameters
    ----------
    names : sequence of str
        Of a run, upload or inspection, and of what is seen with it.
    parameters : dict
        Of the link that is made.
    key : str
        Of the widgets.
    """
    if not separates():
        return
    folders = [folder for name in dict.fromkeys(names) for folder in folders_of(name)]
    own = [each for each in folders if belongings.of(each).visitor and belongings.is_own(each)]
    if not own or own[0] != folders[0]:
        return
    shared = [each for each in own if belongings.of(each).link]
    with st.popover(
        _("Share"), icon=":material/share:", help=_("Show this to others of the class.")
    ):
        if complaint := st.session_state.pop(COMPLAINT, ""):
            st.warning(complaint)
        if own[0] not in shared:
            st.caption(_(PRIVATE))
            _button("Make a link", "add_link", key, belongings.share, own)
            return
        parts = [f"{each.name}~{belongings.of(each).link}" for each in shared]
        link = address.link(parameters | {PARAMETER: [",".join(parts)]}, ())
        st.code(link, None, wrap_lines=True)
        st.caption(_(OPEN))
        _button("Stop sharing", "link_off", key, belongings.stop_sharing, shared)


def _button(label: str, icon: str, key: str, act: Act, folders: Sequence[Path]) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"{key}_{icon}",
        on_click=_attempt,
        args=(act, folders),
    )


def _attempt(act: Act, folders: Sequence[Path]) -> None:
    try:
        for folder in folders:
            act(folder)
    except InputError as error:
        st.session_state[COMPLAINT] = sentence(error)
