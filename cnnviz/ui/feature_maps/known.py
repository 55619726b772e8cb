"""The known images nearest to a doubted input, and how often doubts are right."""

import numpy as np
import streamlit as st

from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.feature_maps import card_text
from cnnviz.ui.html import Exhibit, gallery
from cnnviz.utils.errors import EngineError, InputError

SHOWN = 5
TICK_SECONDS = 0.5
KNOWN_HELP = """By Euclidean distance of what the output layer reads, among up to 2,000 training
images."""


def show_known(entry: ModelEntry, pixels: np.ndarray) -> None:
    """Show the known images nearest to an input, float32 (H, W, C), and the stated error rates.

    They are computed beside the page; without the data there is nothing to compare with.
    """
    if caches.engine().ensure_running() != "ready":
        return
    job = caches.known_job(entry.info, entry.seed)
    st.fragment(follow, run_every=TICK_SECONDS if job.active else None)(entry, pixels, job.active)


def follow(entry: ModelEntry, pixels: np.ndarray, was_active: bool) -> None:
    """Show the known images, or that they are on their way."""
    job = caches.known_job(entry.info, entry.seed)
    if was_active and not job.active:
        st.rerun()
    card = entry.info.card
    rates = card_text.detection(card) if card and card.ood else ""
    if job.known is None:
        waiting = " Known images are being read, to find those most like it." if job.active else ""
        st.caption(rates + waiting)
        return
    st.caption(f"{rates} Nearest known images, of {job.known.title}:", help=KNOWN_HELP)
    try:
        features = caches.engine().answers(entry.path, pixels[np.newaxis])[1][0]
    except (InputError, EngineError):
        return
    exhibits = []
    for place in job.known.nearest(features, SHOWN):
        name = job.known.classes[job.known.images.labels[place]]
        detail = f"{name}: {job.known.images.files[place]}"
        exhibits.append(Exhibit(job.known.images.images[place], name, detail))
    st.html(gallery(exhibits, SHOWN, width=52))
