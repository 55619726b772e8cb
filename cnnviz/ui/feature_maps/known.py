"""The known images nearest to a doubted input, and how often doubts are right."""

import numpy as np
import streamlit as st

from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.feature_maps import card_text
from cnnviz.ui.html import Exhibit, gallery
from cnnviz.utils.errors import EngineError, InputError

SHOWN = 5


def show_known(entry: ModelEntry, pixels: np.ndarray) -> None:
    """Show the known images nearest to an input, float32 (H, W, C), and the stated error rates."""
    card = entry.info.card
    if card and card.ood:
        st.caption(card_text.detection(card))
    try:
        known = caches.known_of(entry.info, entry.seed)
        features = caches.engine().answers(entry.path, pixels[np.newaxis])[1][0]
    except (InputError, EngineError):
        return  # without the data there is nothing to compare with
    st.markdown(f"**Nearest known images**, of {known.title}")
    exhibits = []
    for place in known.nearest(features, SHOWN):
        name = known.classes[known.images.labels[place]]
        detail = f"{name}: {known.images.files[place]}"
        exhibits.append(Exhibit(known.images.images[place], name, detail))
    st.html(gallery(exhibits, SHOWN, width=64))
