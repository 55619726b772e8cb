"""The language of a visitor's pages: as chosen here or in a link, else the browser's."""

from weakref import WeakKeyDictionary

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import SafeSessionState

from cnnviz.utils.language import ENGLISH, offered

LANGUAGE = "v_language"  # key in the session
LABELLED = "v_labelled"  # keys of widgets whose options have translated labels
PARAMETER = "language"  # of a link
COOKIE = "cnnviz-language"  # written by the component language_menu, for later visits

# Of each run: a page has hundreds of texts, and asking the session takes 10 microseconds.
_of_runs: WeakKeyDictionary[SafeSessionState, str] = WeakKeyDictionary()


def language() -> str | None:
    """Return the language of the page that runs in this thread; None where none does.

    A visit's first run decides: by the link that it began with, what was chosen in an earlier
    visit, or the browser's language.
    """
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return None
    known = _of_runs.get(run.session_state)
    if known is None:
        known = _of_runs[run.session_state] = st.session_state.get(LANGUAGE) or _first()
        st.session_state[LANGUAGE] = known
    return known


def choose(chosen: str) -> None:
    """Show this visitor's pages in a language from now on; to be called in a callback."""
    run = get_script_run_ctx()
    code = offered(chosen)
    if run is None or code is None:
        return
    for key in st.session_state.get(LABELLED, ()):
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]
    st.session_state[LANGUAGE] = _of_runs[run.session_state] = code
    if PARAMETER in st.query_params:
        del st.query_params[PARAMETER]


def sets_again(key: str) -> None:
    """Set a widget's value anew when another language is chosen: browsers keep only its label."""
    st.session_state.setdefault(LABELLED, set()).add(key)


def _first() -> str:
    chosen = (st.query_params.get(PARAMETER), st.context.cookies.get(COOKIE))
    wishes = (*chosen, st.context.locale)
    return next((code for wish in wishes if (code := offered(wish))), ENGLISH)
