"""The current picture: a built-in one, or the visitor's own: a file, a photo, typed numbers."""

import re
from urllib.parse import urlsplit

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnnviz import images
from cnnviz.images.gallery import PICTURES
from cnnviz.ui import address, caches
from cnnviz.ui.bound import bound
from cnnviz.ui.playground import typed_picture
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.ui.playground.typed_picture import TYPED
from cnnviz.ui.session_cleanup import return_large_blocks
from cnnviz.ui.widgets import MOST_RECEIVED, offer_stretch, received
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

MOST_OWN = 3
LARGE = 4_000_000  # pixels; above that, a float32 copy would be made at every run
FILE, CAMERA, NUMBERS = "File", "Camera", "Numbers"
SOURCES = {
    FILE: N_(":material/upload_file: File"),
    CAMERA: N_(":material/photo_camera: Camera"),
    NUMBERS: N_(":material/apps: Numbers"),
}
UPLOAD_HELP = N_(
    "PNG, JPEG, WebP, BMP, TIFF, GIF, PGM or PPM, up to 50 megapixels; of more than 25, every"
    " 2 × 2 pixels become one. Deleted when you leave."
)
NO_CAMERA = N_("Browsers allow camera access only over https, or on the server's own machine.")


def choose_picture(state: PlaygroundState) -> str:
    """Show the menu and what makes an own picture; return the name of what is chosen."""
    own = state.own_pictures
    typed_picture.read_link(state)
    _explain_missing(state, own)
    typed = [] if state.typed is None else [TYPED]
    name: str = st.selectbox(
        _("Picture"),
        **bound([*typed, *reversed(own), *PICTURES], state.PICTURE, default=len(own) + len(typed)),
        index=len(own) + len(typed),
        width=150,
        help=_about_chosen(state),
    )
    with st.popover(
        _("Own picture"),
        icon=":material/add_photo_alternate:",
        key=state.UPLOAD_OPEN,
        on_change=_begin,
        args=(state,),
    ):
        _ask_for_picture(state)
    if own:
        return_large_blocks()
    typed_picture.write_link(state, shown=name == TYPED)
    return name


def load_picture(state: PlaygroundState, name: str, white: float) -> np.ndarray:
    """Return a picture of the menu.

    Parameters
    ----------
    name : str
        From ``choose_picture``.
    white : float
        The value that a white pixel gets, 1 or 255.

    Returns
    -------
    (H, W, C) float32 in [0, white], or as its file stores it where it is ``LARGE``
        Typed numbers may lie outside that range.
    """
    if name == TYPED:
        return typed_picture.image(state, white)
    if name not in state.own_pictures:
        return caches.built_in_picture(name, white)
    pixels = state.own_pictures[name]
    large = pixels.shape[0] * pixels.shape[1] > LARGE
    return pixels if large else images.to_float(pixels, white)


def _begin(state: PlaygroundState) -> None:
    """Offer a file first whenever the popover is opened; of typed numbers, the numbers."""
    state[state.SOURCE] = NUMBERS if state[state.PICTURE] == TYPED else FILE


def _ask_for_picture(state: PlaygroundState) -> None:
    """Offer a file, a photo or numbers; the camera is on only while it is chosen and visible."""
    if state.SOURCE not in state:
        state[state.SOURCE] = FILE
    source = st.segmented_control(
        _("Picture from"),
        SOURCES,
        format_func=lambda source: _(SOURCES[source]),
        required=True,
        key=state.SOURCE,
        label_visibility="collapsed",
        width="stretch",
    )
    if source == FILE:
        st.file_uploader(
            _("Your picture"),
            type=[*images.EXTENSIONS, *images.OTHER_EXTENSIONS],
            max_upload_size=MOST_RECEIVED,
            key=state.UPLOAD,
            on_change=_take_upload,
            args=(state,),
            help=_(UPLOAD_HELP),
        )
    elif source == NUMBERS:
        typed_picture.ask_for_numbers(state)
        return
    elif not _allows_camera(st.context.url or ""):
        st.info(_(NO_CAMERA))
    elif state[state.UPLOAD_OPEN]:
        st.camera_input(
            _("A photo"),
            key=state.CAMERA,
            resolution="1080p",
            on_change=_take_photo,
            args=(state,),
            label_visibility="collapsed",
            width=400,
        )
    if state.picture_complaint:
        st.error(state.picture_complaint)


def _take_upload(state: PlaygroundState) -> None:
    file = next(iter(received(state[state.UPLOAD])), None)
    _take(state, file, file.name if file else "")


def _take_photo(state: PlaygroundState) -> None:
    _take(state, next(iter(received(state[state.CAMERA])), None), CAMERA)


def _take(state: PlaygroundState, file: UploadedFile | None, name: str) -> None:
    """Make a new picture the current one; an unreadable one is explained and changes nothing."""
    state.picture_complaint = ""
    if file is None:
        return
    try:
        pixels = images.read_pixels(file.getvalue())
    except InputError as error:
        state.picture_complaint = sentence(f"{_literally(name)}: {error}")
        state[state.UPLOAD_OPEN] = True
        return
    state.own_pictures = _with_newest(state.own_pictures, name, pixels)
    state[state.PICTURE], state[state.UPLOAD_OPEN] = name, False


def show_range(state: PlaygroundState, name: str) -> None:
    """Say which part of its range the visitor's picture uses, and offer to stretch it."""
    if name in state.own_pictures:
        pixels = state.own_pictures[name]
        offer_stretch(pixels, key=state.STRETCH, on_click=_stretch, args=(state, name))


def _stretch(state: PlaygroundState, name: str) -> None:
    """Replace a picture by the same with its range stretched."""
    state.own_pictures = {**state.own_pictures, name: images.stretch(state.own_pictures[name])}


def _with_newest(
    own: dict[str, np.ndarray], name: str, pixels: np.ndarray
) -> dict[str, np.ndarray]:
    """Add a picture to the visitor's own; the oldest are dropped to limit the server's memory.

    At most ``MOST_OWN`` stay, and together no more pixels than one picture may have.
    """
    newest_first = [(name, pixels), *((n, p) for n, p in reversed(own.items()) if n != name)]
    kept: list[tuple[str, np.ndarray]] = []
    total = 0
    for each in newest_first[:MOST_OWN]:
        total += each[1].shape[0] * each[1].shape[1]
        if kept and total > images.MAX_KEPT:
            break
        kept.append(each)
    return dict(reversed(kept))


def _explain_missing(state: PlaygroundState, own: dict[str, np.ndarray]) -> None:
    """Say once why a link's picture is missing; the menu falls back to its first."""
    linked = address.text(state.PICTURE)
    known = linked in PICTURES or linked in own or (linked == TYPED and state.typed is not None)
    if linked is None or state.PICTURE in state or known:
        return
    st.toast(
        _(
            "Uploaded pictures are not shared: “{name}” is replaced by {other}.",
            name=_literally(linked[:30]),
            other=_(next(iter(PICTURES))),
        ),
        icon=":material/hide_image:",
        duration="infinite",
    )


def _about_chosen(state: PlaygroundState) -> str:
    """Return what the chosen picture shows, and its credit."""
    linked = address.text(state.PICTURE) or ""
    chosen = state.get(state.PICTURE, linked)
    picture = PICTURES.get(chosen)
    if picture:
        return f"{_(picture.shows)} {_(picture.credit)}"
    return _("The numbers that you typed.") if chosen == TYPED else _("Your own picture.")


def _allows_camera(url: str) -> bool:
    """Whether browsers allow camera access at this address: over https, or on the same machine."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    return parts.scheme == "https" or host in ("localhost", "127.0.0.1", "::1")


def _literally(text: str) -> str:
    """Escape text so that Markdown shows it as it is."""
    return re.sub(r"([^\w\s.,-])", r"\\\1", text)
