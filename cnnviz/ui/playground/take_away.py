"""Take it away: the output as a picture and as numbers, a link, scripts that reproduce it."""

from functools import partial

import streamlit as st

from cnnviz.filters.apply import BenchState
from cnnviz.filters.export import bundle
from cnnviz.images.gallery import PICTURES
from cnnviz.ui import address
from cnnviz.ui.components.kernel_bench import DISPLAYS
from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.ui.widgets import download
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence

LIBRARY_HELP = """Reads picture.npy, which is in the zip, and writes output.npy: the same numbers
to 5 digits and more, as a test of each script holds."""

state = st.session_state


def show(bench: BenchState) -> None:
    """Show what can be taken: files and a link at the left, a script at the right."""
    try:
        shape = bundle.output_shape(bench)
    except InputError as error:
        st.warning(f"{sentence(error)} Without an output there is nothing to take away.")
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        show_files(bench, shape)
        show_link(bench)
    with right:
        show_script(bench)


def show_files(bench: BenchState, shape: tuple[int, ...]) -> None:
    """Downloads, each made only when it is asked for: a large picture's take seconds."""
    display = state[Key.DISPLAY]
    scale = bundle.scale(bench, display)
    st.subheader("The output", anchor=False)
    ends = f"from {scale.low:.4g} to {scale.high:.4g}".replace("-", "−")
    st.caption(
        f"{' × '.join(map(str, shape))} values. The picture is in full size and displayed as "
        f"above: {DISPLAYS[display].lower()}, {ends}."
    )
    with st.container(horizontal=True):
        download("PNG", "output.png", partial(bundle.output_png, bench, display), "image", "k_png")
        download(".npy", "output.npy", partial(bundle.output_npy, bench), "data_array", "k_npy")
        zipped = partial(bundle.bundle, bench, display)
        download("All as zip", bundle.ARCHIVE, zipped, "folder_zip", "k_zip")


def show_link(bench: BenchState) -> None:
    """The address that opens this state for another person."""
    st.subheader("A link to this", anchor=False)
    st.code(address.link(address.current(), without=(Key.TAB,)), language=None, wrap_lines=True)
    if bench.picture not in PICTURES:
        st.caption("It opens all but your own picture, which is not stored on the server.")


def show_script(bench: BenchState) -> None:
    """A script to read, copy or save."""
    st.subheader("A script that reproduces it", anchor=False, help=LIBRARY_HELP)
    with st.container(horizontal=True, vertical_alignment="center"):
        library = st.selectbox(
            "Library",
            bundle.LIBRARIES,
            key=Key.LIBRARY,
            bind="query-params",
            width=200,
            label_visibility="collapsed",
        )
        text = bundle.script(library, bench)
        file = bundle.LIBRARIES[library].file
        download("Save", file, partial(str, text), "download", "k_script")
    st.code(text, height=420)
