"""The end of every page: the language, a presenter mode for projectors, and the version."""

from pathlib import Path

import streamlit as st

from cnnviz.ui import language_choice
from cnnviz.ui.address import BOUND
from cnnviz.ui.components.language_menu import language_menu
from cnnviz.utils import version
from cnnviz.utils.language import NAMES, _, current

PRESENTS = "present"  # key, and parameter of a link
STYLE = Path(__file__).with_suffix(".css")
PRESENTER_STYLE = STYLE.with_name("presenter.css")


def present() -> None:
    """Show the page in larger type and without the navigation, where that is wanted.

    To be called before the page runs, so that nothing changes its size under the visitor's eyes.
    """
    wanted = st.session_state.get(PRESENTS, st.query_params.get(PRESENTS, "") == "true")
    if wanted:
        st.html(PRESENTER_STYLE)


def show() -> None:
    """Show the languages, the presenter mode, and the version for whoever asks for it."""
    st.html(STYLE)
    with st.container(key="footer", horizontal=True, vertical_alignment="center"):
        st.toggle(
            _("Presenter mode"),
            key=PRESENTS,
            help=_("Larger type and no navigation, for a projector."),
            **BOUND,
        )
        language_menu(
            NAMES,
            current(),
            cookie=language_choice.COOKIE,
            key="language_menu",
            on_choose=language_choice.choose,
        )
        st.html(f'<span class="version">cnnviz {version.installed()}</span>')
