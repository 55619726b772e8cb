"""Which picture is on the bench: one of ours, or the visitor's own, from a file or the camera."""

import re
from urllib.parse import urlsplit

import numpy as np
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from cnnviz import images
from cnnviz.images.gallery import PICTURES
from cnnviz.ui.caches import built_in_picture
from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.ui.session_cleanup import free_on_leaving
from cnnviz.utils.errors import InputError

MOST_OWN = 3
LARGE = 4_000_000  # pixels; from there on four bytes a value are too many to hold at every run
FILE, CAMERA = "File", "Camera"
SOURCES = {FILE: ":material/upload_file: File", CAMERA: ":material/photo_camera: Camera"}
UPLOAD_HELP = "PNG, JPEG, WebP, BMP, TIFF or GIF, up to 24 megapixels. Deleted when you leave."
NO_CAMERA = "A browser lends its camera only to pages over https, or on the server's own machine."

state = st.session_state


def choose_picture() -> tuple[str, np.ndarray]:
    """Show the menu and the upload; return the name and image of what is chosen.

    Returns
    -------
    name : str
    image : (H, W, C) float32 in [0, 1], or as its file stores it where it is ``LARGE``
    """
    own = state.setdefault(Key.OWN_PICTURES, {})
    _explain_missing(own)
    name = st.selectbox(
        "Picture",
        [*reversed(own), *PICTURES],
        index=len(own),
        key=Key.PICTURE,
        bind="query-params",
        width=170,
        help=_about_chosen(),
    )
    with st.popover(
        "Upload", icon=":material/upload:", key=Key.UPLOAD_OPEN, on_change=_begin_with_file
    ):
        _ask_for_picture()
    if own:
        free_on_leaving()
    if name not in own:
        return name, built_in_picture(name)
    pixels = own[name]
    large = pixels.shape[0] * pixels.shape[1] > LARGE
    return name, pixels if large else images.to_float(pixels)


def _begin_with_file() -> None:
    """Whoever opens the popover again has not chosen the camera yet."""
    state[Key.SOURCE] = FILE


def _ask_for_picture() -> None:
    """Offer a file or a photo; the camera is on only while it is chosen and can be seen."""
    state.setdefault(Key.SOURCE, FILE)
    source = st.segmented_control(
        "Picture from",
        SOURCES,
        format_func=SOURCES.__getitem__,
        required=True,
        key=Key.SOURCE,
        label_visibility="collapsed",
        width="stretch",
    )
    if source == FILE:
        st.file_uploader(
            "Your picture",
            type=images.EXTENSIONS,
            max_upload_size=images.MAX_BYTES // 2**20,
            key=Key.UPLOAD,
            on_change=_take_upload,
            help=UPLOAD_HELP,
        )
    elif not _lends_camera(st.context.url or ""):
        st.info(NO_CAMERA)
    elif state[Key.UPLOAD_OPEN]:
        st.camera_input(
            "A photo",
            key=Key.CAMERA,
            resolution="1080p",
            on_change=_take_photo,
            label_visibility="collapsed",
            width=400,
        )
    if state.get(Key.PICTURE_COMPLAINT):
        st.error(state[Key.PICTURE_COMPLAINT])


def _take_upload() -> None:
    file = state[Key.UPLOAD]
    _take(file, file.name if file else "")


def _take_photo() -> None:
    _take(state[Key.CAMERA], CAMERA)


def _take(file: UploadedFile | None, name: str) -> None:
    """Put a new picture on the bench; one that cannot be read leaves everything as it was."""
    state[Key.PICTURE_COMPLAINT] = ""
    if file is None:
        return
    try:
        pixels = images.read_pixels(file.getvalue())
    except InputError as error:
        state[Key.PICTURE_COMPLAINT], state[Key.UPLOAD_OPEN] = f"{_literally(name)}: {error}.", True
        return
    state[Key.OWN_PICTURES] = _with_newest(state[Key.OWN_PICTURES], name, pixels)
    state[Key.PICTURE], state[Key.UPLOAD_OPEN] = name, False


def _with_newest(
    own: dict[str, np.ndarray], name: str, pixels: np.ndarray
) -> dict[str, np.ndarray]:
    """Add a picture to the visitor's own; the oldest go where the server would hold too much.

    At most ``MOST_OWN`` stay, and together no more pixels than one picture may have.
    """
    newest_first = [(name, pixels), *((n, p) for n, p in reversed(own.items()) if n != name)]
    kept: list[tuple[str, np.ndarray]] = []
    total = 0
    for each in newest_first[:MOST_OWN]:
        total += each[1].shape[0] * each[1].shape[1]
        if kept and total > images.MAX_PIXELS:
            break
        kept.append(each)
    return dict(reversed(kept))


def _explain_missing(own: dict[str, np.ndarray]) -> None:
    """Say once why a link's picture is not there; the menu falls back to its first."""
    linked = st.query_params.get(Key.PICTURE)
    if linked is None or Key.PICTURE in state or linked in PICTURES or linked in own:
        return
    st.toast(
        f"Own pictures stay with their visitor: instead of “{_literally(linked[:30])}” this is "
        f"{next(iter(PICTURES))}.",
        icon=":material/hide_image:",
        duration="infinite",
    )


def _about_chosen() -> str:
    """What the chosen picture shows, and whose it is."""
    linked = st.query_params.get(Key.PICTURE, "")
    picture = PICTURES.get(state.get(Key.PICTURE, linked))
    return f"{picture.shows} {picture.credit}" if picture else "Your own picture."


def _lends_camera(url: str) -> bool:
    """Browsers give cameras only to secure contexts: https, or the machine itself."""
    address = urlsplit(url)
    host = address.hostname or "localhost"
    return address.scheme == "https" or host in ("localhost", "127.0.0.1", "::1")


def _literally(text: str) -> str:
    """Text in which Markdown finds nothing to format."""
    return re.sub(r"([^\w\s.,-])", r"\\\1", text)
