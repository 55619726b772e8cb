"""Export: the output as a picture and as numbers, a link, scripts that reproduce it."""

from functools import partial

import streamlit as st

from cnnviz.filters.export import bundle
from cnnviz.filters.result import BenchState
from cnnviz.images.gallery import PICTURES
from cnnviz.ui import address
from cnnviz.ui.bound import bound
from cnnviz.ui.components.kernel_bench import DISPLAYS
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.ui.playground.typed_picture import is_in_link
from cnnviz.ui.widgets import download
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import ENGLISH, N_, _, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.text import minus, sentence, times

NUMPY = N_("NumPy and SciPy")  # one of the libraries
LIBRARY_HELP = N_(
    "Reads picture.npy from the zip and writes output.npy. The test suite checks for each "
    "script that the numbers agree to at least 5 digits."
)


def show(state: PlaygroundState, bench: BenchState) -> None:
    """Show files and a link at the left, a script at the right."""
    try:
        shape = bundle.output_shape(bench)
    except InputError as error:
        st.warning(
            _("{reason} Without an output there is nothing to export.", reason=sentence(error))
        )
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        show_files(state, bench, shape)
        show_link(state, bench)
    with right:
        show_script(state, bench)


def show_files(state: PlaygroundState, bench: BenchState, shape: tuple[int, ...]) -> None:
    """Show downloads, each made only on request, since a large picture takes seconds."""
    display = state[state.DISPLAY]
    scale = bundle.scale(bench, display)
    st.subheader(_("The output"), anchor=False)
    low, high = (localised(minus(f"{end:.4g}"), current()) for end in (scale.low, scale.high))
    label = _(DISPLAYS[display])
    st.caption(
        _(
            "{size} values. The picture has full size and the display chosen above: "
            "{display}, from {low} to {high}.",
            size=times(shape),
            display=label.lower() if current() == ENGLISH else label,
            low=low,
            high=high,
        )
    )
    with st.container(horizontal=True):
        download("PNG", "output.png", partial(bundle.output_png, bench, display), "image", "k_png")
        download(".npy", "output.npy", partial(bundle.output_npy, bench), "data_array", "k_npy")
        zipped = partial(bundle.bundle, bench, display)
        download(_("All as zip"), bundle.ARCHIVE, zipped, "folder_zip", "k_zip")


def show_link(state: PlaygroundState, bench: BenchState) -> None:
    """Show the address that opens this state for another person."""
    st.subheader(_("Link to this state"), anchor=False)
    st.code(address.link(address.current(), without=(state.TAB,)), language=None, wrap_lines=True)
    if bench.picture not in PICTURES and not is_in_link(state):
        st.caption(_("It does not include your own picture, which is not stored on the server."))


def show_script(state: PlaygroundState, bench: BenchState) -> None:
    """Show a script to read, copy or save."""
    st.subheader(_("Script that reproduces the output"), anchor=False, help=_(LIBRARY_HELP))
    with st.container(horizontal=True, vertical_alignment="center"):
        library = st.selectbox(
            _("Library"),
            **bound(list(bundle.LIBRARIES), state.LIBRARY),
            width=200,
            label_visibility="collapsed",
        )
        text = bundle.script(library, bench)
        file = bundle.LIBRARIES[library].file
        download(_("Save"), file, partial(str, text), "download", "k_script")
    st.code(text, height=420, wrap_lines=True)
