"""Take it away: the output as a picture and as numbers, a link, scripts that reproduce it."""

from functools import partial

import streamlit as st

from cnnviz.filters.apply import Work
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


def show(work: Work) -> None:
    """Show what can be taken: files and a link at the left, a script at the right."""
    try:
        shape = bundle.output_shape(work)
    except InputError as error:
        st.warning(f"{sentence(error)} Without an output there is nothing to take away.")
        return
    left, right = st.columns([2, 3], gap="large")
    with left:
        show_files(work, shape)
        show_link(work)
    with right:
        show_script(work)


def show_files(work: Work, shape: tuple[int, ...]) -> None:
    """Downloads, each made only when it is asked for: a large picture's take seconds."""
    display = state[Key.DISPLAY]
    scale = bundle.scale(work, display)
    st.subheader("The output", anchor=False)
    ends = f"from {scale.low:.4g} to {scale.high:.4g}".replace("-", "−")
    st.caption(
        f"{' × '.join(map(str, shape))} values. The picture is in full size and displayed as "
        f"above: {DISPLAYS[display].lower()}, {ends}."
    )
    with st.container(horizontal=True):
        download("PNG", "output.png", partial(bundle.output_png, work, display), "image", "k_png")
        download(".npy", "output.npy", partial(bundle.output_npy, work), "data_array", "k_npy")
        zipped = partial(bundle.bundle, work, display)
        download("All as zip", bundle.ARCHIVE, zipped, "folder_zip", "k_zip")


def show_link(work: Work) -> None:
    """The address that opens this state for another person."""
    st.subheader("A link to this", anchor=False)
    st.code(address.link(address.current(), without=(Key.TAB,)), language=None, wrap_lines=True)
    if work.picture not in PICTURES:
        st.caption("It opens all but your own picture, which is not stored on the server.")


def show_script(work: Work) -> None:
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
        text = bundle.script(library, work)
        file = bundle.LIBRARIES[library].file
        download("Save", file, partial(str, text), "download", "k_script")
    st.code(text, height=420)
