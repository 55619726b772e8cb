"""Export: the animation as files, the layer as code, and a link that reopens it."""

from functools import partial

import streamlit as st

from cnnviz.layers.code import Form, keras_form, runnable, torch_form
from cnnviz.layers.window import WindowSettings, why_not_drawn
from cnnviz.layers.window.patterns import OWN
from cnnviz.ui import address
from cnnviz.ui.calculator.state import CalculatorState, ShownLayer
from cnnviz.ui.components.sliding_window.payload import MOST_FRAMES, file_name
from cnnviz.ui.components.sliding_window.standalone import standalone
from cnnviz.ui.widgets import download
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

LONG = 2_000  # characters of a link that every mail and chat program keeps whole
GIF_NOTE = N_(
    "The GIF button below the animation saves it as a picture in light colours, for slides, "
    "documents and chats: one frame per window, at most {most}, evenly spaced."
)
HTML_HELP = N_(
    "The animation in one file, to play, step and hover: opens in every browser, without a "
    "server or internet, in the reader's own light or dark theme."
)
RUNNABLE_HELP = N_("Adds the import, a random input and the call, so that the code runs as it is.")


@st.fragment
def show(state: CalculatorState, shown: ShownLayer) -> None:
    """Show files and a link at the left, code at the right."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        show_files(state, shown)
        show_link(state, shown)
    with right:
        show_code(state, shown.layer)


def show_files(state: CalculatorState, shown: ShownLayer) -> None:
    """Show downloads, each made only on request."""
    st.subheader(_("The animation"), anchor=False)
    slide = shown.slide
    if slide is None:
        st.caption(sentence(why_not_drawn(shown.layer)))
        return
    st.caption(_(GIF_NOTE, most=MOST_FRAMES))
    page = partial(standalone, slide, state.ANIMATION)
    file = f"{file_name(slide.layer)}.html"
    download(_("Web page"), file, page, "web", "l_web_page", _(HTML_HELP))


def show_link(state: CalculatorState, shown: ShownLayer) -> None:
    """Show the address that opens this layer, with these numbers, for another person."""
    st.subheader(_("Link to this layer"), anchor=False)
    written = address.link(shown.address, without=(state.TAB, state.RUNNABLE))
    st.code(written, language=None, wrap_lines=True)
    if OWN in (shown.numbers.input, shown.numbers.kernel):
        st.caption(_("Your own numbers are included."))
    if len(written) > LONG:
        st.caption(
            _(
                "It has {count:,} characters: some mail and chat programs cut it off.",
                count=len(written),
            )
        )


def show_code(state: CalculatorState, layer: WindowSettings) -> None:
    """Show the layer in both libraries, to be copied."""
    st.subheader(_("This layer in code"), anchor=False)
    whole = st.toggle(_("Runnable"), key=state.RUNNABLE, bind="query-params", help=_(RUNNABLE_HELP))
    for library, form in (("Keras", keras_form(layer)), ("PyTorch", torch_form(layer))):
        st.markdown(f"**{library}**")
        show_form(library, form, layer, whole)


def show_form(library: str, form: Form, layer: WindowSettings, whole: bool) -> None:
    """Show one library's code, or a sentence where it has no such layer."""
    if not form.calls:
        st.info(_("{reason}, so there is no {library} code.", reason=_(form.note), library=library))
        return
    code = runnable(form, layer) if whole else form.code
    st.code(code, language="python", wrap_lines=True)
