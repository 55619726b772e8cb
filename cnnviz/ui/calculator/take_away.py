"""Take it away: the animation as files, the layer's lines of code, a link that reopens it."""

from functools import partial
from math import prod

import streamlit as st

from cnnviz.layers import formulas
from cnnviz.layers.animation import frame_count, gif
from cnnviz.layers.animation.moments import places
from cnnviz.layers.code import Form, keras_form, runnable, torch_form
from cnnviz.layers.window import Slide, WindowSettings
from cnnviz.layers.window.patterns import OWN
from cnnviz.ui import address
from cnnviz.ui.calculator.state import CalculatorState as Key
from cnnviz.ui.components.sliding_window.standalone import standalone
from cnnviz.ui.widgets import download

LONG = 2_000  # letters of a link that every mail and chat program keeps whole
GIF_HELP = "A picture that moves, in light colours: for slides, documents and chats."
HTML_HELP = """The animation itself in one file, to play, step and hover: opens in every browser,
without a server and without internet, in the reader's own light or dark."""
RUNNABLE_HELP = "Adds the import, a random input and the call, so that it runs as it stands."

state = st.session_state


@st.fragment
def show() -> None:
    """Show what can be taken: files and a link at the left, code at the right."""
    slide = state[Key.LAST]
    left, right = st.columns([2, 3], gap="large")
    with left:
        show_files(slide)
        show_link()
    with right:
        show_code(slide.layer)


def show_files(slide: Slide) -> None:
    """Downloads, each made only when it is asked for."""
    st.subheader("The animation", anchor=False)
    st.caption(frames(slide.layer))
    name = f"cnnviz-{slide.layer.operation.replace(' ', '-')}"
    with st.container(horizontal=True):
        make_gif = partial(gif, slide, formulas.title(slide.layer))
        download("GIF", f"{name}.gif", make_gif, "gif_box", "l_gif", GIF_HELP)
        page = partial(standalone, slide, Key.ANIMATION)
        download("Web page", f"{name}.html", page, "web", "l_web_page", HTML_HELP)


def frames(layer: WindowSettings) -> str:
    """How many windows the GIF shows, and of which filter."""
    windows, shown = prod(places(layer.shown)), frame_count(layer)
    noun = "stamp" if layer.transposed else "window"
    if windows == 1:
        return f"There is one {noun}, so the GIF stands still."
    many = f"{windows:,} {noun}s, a frame each."
    if shown < windows:
        spread = f"the GIF shows {shown} of them, evenly spread; the web page shows all."
        many = f"{windows:,} {noun}s: {spread}"
    plane = "filter" if layer.weighted else "channel"
    return f"{many} The GIF follows the first {plane}." if layer.shown.filters > 1 else many


def show_link() -> None:
    """The address that opens this layer, with these numbers, for another person."""
    st.subheader("A link to this", anchor=False)
    said = state.get(Key.ADDRESS, {})
    written = address.link(said, without=(Key.TAB, Key.RUNNABLE))
    st.code(written, language=None, wrap_lines=True)
    if [OWN] in (said.get(Key.INPUT), said.get(Key.KERNEL_KIND)):
        st.caption("Your own numbers are in it.")
    if len(written) > LONG:
        st.caption(f"It has {len(written):,} letters: some mail and chat programs cut it off.")


def show_code(layer: WindowSettings) -> None:
    """The layer's lines in both libraries, to be copied."""
    st.subheader("This layer in code", anchor=False)
    whole = st.toggle("Runnable", key=Key.RUNNABLE, bind="query-params", help=RUNNABLE_HELP)
    for library, form in (("Keras", keras_form(layer)), ("PyTorch", torch_form(layer))):
        st.markdown(f"**{library}**")
        show_form(library, form, layer, whole)


def show_form(library: str, form: Form, layer: WindowSettings, whole: bool) -> None:
    """One library's line; a sentence where it has no such layer."""
    if not form.calls:
        st.info(f"{form.note}, so there is no {library} line.")
        return
    code = runnable(form, layer) if whole else form.code
    st.code(code, language="python", wrap_lines=True)
