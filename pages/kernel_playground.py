"""Kernel playground: what a filter does to a picture, and why a pixel has its value."""

from dataclasses import replace

import numpy as np
import streamlit as st

from cnnviz import images, kernels
from cnnviz.components.kernel_bench import DISPLAYS, edited_rows, kernel_bench
from cnnviz.errors import InputError
from cnnviz.filtering import filter_image
from cnnviz.pictures import PICTURES
from cnnviz.session import Playground as Key
from cnnviz.session import built_in_picture
from cnnviz.views.heading import heading

CUSTOM, OWN = "Custom", "Your picture"
SIDES = {side: f"{side} × {side}" for side in kernels.SIZES}
DISPLAY_HELP = """**Signed**: blue below 0, red above (in RGB, 0 is mid grey); without negative
values, a picture. **Clip**: 0 black, 1 white, the rest cut. **Absolute**: without its sign.
**Min to max**: smallest black, largest white. The numbers stay as computed."""

state = st.session_state


def show() -> None:
    """Read the inputs, filter, show the bench."""
    heading(
        "Kernel playground",
        "A kernel slides over the picture as in a layer of a CNN: cross-correlation, "
        "the kernel is not flipped. Change a number and see what it does.",
    )
    read_link()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name, image = choose_picture()
        kernel = choose_kernel()
        colour = st.segmented_control(
            "Colour", ("RGB", "Grey"), default="Grey", required=True, key=Key.COLOUR,
            bind="query-params", disabled=image.shape[2] == 1, label_visibility="collapsed",
        )  # fmt: skip
        display = st.selectbox(
            "Display", DISPLAYS, format_func=DISPLAYS.__getitem__, key=Key.DISPLAY,
            bind="query-params", width=162, help=DISPLAY_HELP,
        )  # fmt: skip
    filtered = filter_image(images.to_grey(image) if colour == "Grey" else image, kernel.weights)
    kernel_bench(
        filtered, kernel, name, display, complaint=state.get(Key.KERNEL_COMPLAINT, ""),
        key=Key.BENCH, on_edit=take_edit,
    )  # fmt: skip
    if filtered.scale < 1:
        size = f"{filtered.megapixels:.1f} megapixels"
        st.caption(f"All {size} are filtered and shown smaller; a click reads one in full size.")


def choose_picture() -> tuple[str, np.ndarray]:
    """Name and pixels of the chosen picture, a built-in or the visitor's own."""
    own = state.get(Key.OWN_PICTURE)
    chosen = st.selectbox(
        "Picture", [*PICTURES, *([OWN] if own else [])], key=Key.PICTURE, bind="query-params",
        width=170,
    )  # fmt: skip
    with st.popover("Upload", icon=":material/upload:", key=Key.UPLOAD_OPEN, on_change="rerun"):
        st.file_uploader(
            "Your picture", type=images.EXTENSIONS, max_upload_size=64, key=Key.UPLOAD,
            on_change=take_upload, help="Up to 24 megapixels. It is not stored.",
        )  # fmt: skip
        if state.get(Key.PICTURE_COMPLAINT):
            st.error(state[Key.PICTURE_COMPLAINT])
    return own if own and chosen == OWN else (chosen, built_in_picture(chosen))


def take_upload() -> None:
    """Read an uploaded file; one that cannot be read leaves everything as it was."""
    file = state[Key.UPLOAD]
    if file is None:
        return
    try:
        image = images.read_image(file.getvalue(), least=max(kernels.SIZES))
    except InputError as error:
        state[Key.PICTURE_COMPLAINT] = f"{file.name}: {error}."
        return
    state[Key.OWN_PICTURE] = (file.name, image)
    state[Key.PICTURE] = OWN
    state[Key.PICTURE_COMPLAINT], state[Key.UPLOAD_OPEN] = "", False


def choose_kernel() -> kernels.Kernel:
    """Read name and size, and put the weights that they mean to work."""
    name = st.selectbox(
        "Kernel", [*kernels.KERNELS, CUSTOM], key=Key.KERNEL, bind="query-params", width=250,
        on_change=take_name,
    )  # fmt: skip
    size = st.segmented_control(
        "Size", SIDES, format_func=SIDES.__getitem__, required=True, key=Key.SIZE,
        bind="query-params", on_change=take_size, label_visibility="collapsed",
    )  # fmt: skip
    named = kernels.KERNELS.get(name)
    if named is None:
        st.query_params[Key.WEIGHTS] = kernels.write_weights(state[Key.WEIGHTS])
        return kernels.Kernel(CUSTOM, state[Key.WEIGHTS], "Your own numbers.", "")
    st.query_params.pop(Key.WEIGHTS, None)
    state[Key.WEIGHTS] = kernels.recentre(named.weights, size or named.size)
    return replace(named, weights=state[Key.WEIGHTS])


def take_name() -> None:
    """A named kernel comes in its own size; "Custom" keeps the numbers that are there."""
    named = kernels.KERNELS.get(state[Key.KERNEL])
    set_weights(named.weights if named else state[Key.WEIGHTS], state[Key.KERNEL])


def take_size() -> None:
    """Another size keeps the centre; the name stays while the filter is the same."""
    set_weights(kernels.recentre(state[Key.WEIGHTS], state[Key.SIZE]))


def take_edit() -> None:
    """Weights entered in the grid; unusable ones leave the last kernel at work."""
    try:
        set_weights(kernels.check_weights(edited_rows(Key.BENCH)))
    except InputError as error:
        state[Key.KERNEL_COMPLAINT] = f"Not taken, the last kernel stays: {error}."


def set_weights(weights: np.ndarray, name: str | None = None) -> None:
    """Put a kernel to work: its numbers, its size and its name."""
    state[Key.WEIGHTS] = weights
    state[Key.SIZE] = len(weights)
    state[Key.KERNEL] = name or kernels.name_of(weights) or CUSTOM
    state[Key.KERNEL_COMPLAINT] = ""


def read_link() -> None:
    """Start with the address's custom kernel, or with a named one in its own size."""
    if Key.WEIGHTS in state:
        return
    link = st.query_params
    named = kernels.KERNELS.get(link.get(Key.KERNEL, ""), kernels.NAMED[0])
    state[Key.WEIGHTS] = named.weights
    if link.get(Key.SIZE) not in [SIDES[side] for side in SIDES if side >= named.size]:
        state[Key.SIZE] = named.size
    try:
        if Key.WEIGHTS in link:
            set_weights(kernels.read_weights(link[Key.WEIGHTS]))
    except InputError as error:
        set_weights(named.weights)
        state[Key.KERNEL_COMPLAINT] = f"This link's kernel cannot be read: {error}."


show()
