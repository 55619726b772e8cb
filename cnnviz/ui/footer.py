"""The end of every page: the version, and a presenter mode for projectors."""

from pathlib import Path

import streamlit as st

from cnnviz.ui.address import BOUND
from cnnviz.utils import version
from cnnviz.utils.language import _

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
    """Show the switch of the presenter mode, and the version for whoever asks which one this is."""
    st.html(STYLE)
    with st.container(key="footer", horizontal=True, vertical_alignment="center"):
        st.toggle(
            _("Presenter mode"),
            key=PRESENTS,
            help=_("Larger type and no navigation, for a projector."),
            **BOUND,
        )
        st.html(f'<span class="version">cnnviz {version.installed()}</span>')
