"""The known images nearest to a doubted input, and how often doubts are right."""

import base64

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.engine.known import KnownImages, KnownJob
from cnnviz.evaluation.ood import DOUBT
from cnnviz.models.layer_outputs import Activations
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.components.answer import AnswerKnown, AnswerPicture
from cnnviz.ui.feature_maps import card_text
from cnnviz.ui.html import LONGEST, Exhibit, gallery
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import plural, sentence

SHOWN = 5
TICK_SECONDS = 0.5
KNOWN_HELP = N_(
    "By Euclidean distance of what the output layer reads, among up to 2,000 training images."
)
READING = N_("Known images are being read, to find those most like it.")


def known_near(
    entry: ModelEntry, activations: Activations | None, doubt: str
) -> AnswerKnown | None:
    """Find the known images nearest to a doubted input; None where nothing is doubted.

    They are computed beside the page, from the first doubt on: the answer waits for nothing.
    """
    if not doubt or activations is None:
        return None
    rates = card_text.error_rates(entry.info.card) if doubt == DOUBT else ""
    found: AnswerKnown = {"rates": rates, "about": "", "note": "", "pictures": []}
    job = _job(entry)
    if job is None or job.active:
        return found | {"note": _(READING)}
    if job.known is None:
        return found | {"note": sentence(_("No known images: {error}", error=retold(job.error)))}
    known, places = job.known, job.known.nearest(activations.features, SHOWN)
    about = _(
        "The nearest of {images} of {title}, in what the output layer reads",
        images=plural(len(known.images), "training image"),
        title=_(known.title),
    )
    return found | {"about": about, "pictures": [_picture(known, place) for place in places]}


def wait_for_known(entry: ModelEntry, known: AnswerKnown | None) -> None:
    """Run the page anew once the known images are there, where they are waited for."""
    if known is not None and known["note"] == _(READING):
        st.fragment(_wait, run_every=TICK_SECONDS)(entry)


def _wait(entry: ModelEntry) -> None:
    job = _job(entry)
    if job is not None and not job.active:
        st.rerun()


def _job(entry: ModelEntry) -> KnownJob | None:
    """Return the work on known images; None while there is no engine."""
    if caches.engine().ensure_running() != "ready":
        return None
    return caches.known_job(entry.info, entry.seed)


def _picture(known: KnownImages, place: int) -> AnswerPicture:
    name, detail = _named(known, place)
    small = images.fit_within(images.to_float(known.images.images[place]), LONGEST)
    png = base64.b64encode(images.png_bytes(images.to_uint8(small))).decode()
    return {"source": f"data:image/png;base64,{png}", "name": name, "detail": detail}


def _named(known: KnownImages, place: int) -> tuple[str, str]:
    name = known.classes[known.images.labels[place]]
    return name, f"{name}: {known.images.files[place]}"


def show_known(entry: ModelEntry, pixels: np.ndarray) -> None:
    """Show the known images nearest to an input, float32 (H, W, C), and the stated error rates.

    They are computed beside the page; without the data there is nothing to compare with.
    """
    job = _job(entry)
    if job is not None:
        st.fragment(follow, run_every=TICK_SECONDS if job.active else None)(
            entry, pixels, job.active
        )


def follow(entry: ModelEntry, pixels: np.ndarray, was_active: bool) -> None:
    """Show the known images, or that they are on their way."""
    job = caches.known_job(entry.info, entry.seed)
    if was_active and not job.active:
        st.rerun()
    card = entry.info.card
    rates = card_text.detection(card) if card and card.ood else ""
    if job.known is None:
        st.caption(f"{rates} {_(READING) if job.active else ''}")
        return
    nearest = _("Nearest known images, of {title}:", title=_(job.known.title))
    st.caption(f"{rates} {nearest}", help=_(KNOWN_HELP))
    try:
        features = caches.engine().answers(entry.path, pixels[np.newaxis])[1][0]
    except (InputError, EngineError):
        return
    exhibits = [
        Exhibit(job.known.images.images[place], *_named(job.known, place))
        for place in job.known.nearest(features, SHOWN)
    ]
    st.html(gallery(exhibits, SHOWN, width=52))
