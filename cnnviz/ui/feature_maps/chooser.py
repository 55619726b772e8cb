"""The choice of a model, and its card: how it was trained and how reliable it is."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import streamlit as st

from cnnviz.evaluation.metrics import Evaluation
from cnnviz.models.card import ModelCard, TestResult
from cnnviz.models.layer_outputs import Activations
from cnnviz.training import folder
from cnnviz.training.catalog import ModelEntry, labels, linked, with_card
from cnnviz.ui import address
from cnnviz.ui.caches import doubt_rule
from cnnviz.ui.confusion_matrix import confusion_matrix
from cnnviz.ui.feature_maps import card_text
from cnnviz.ui.feature_maps.epochs import choose_epoch, follow_training
from cnnviz.ui.feature_maps.model_file import about_file, offer_file
from cnnviz.ui.feature_maps.named_models import with_names
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.linked import chosen_of, linked_select
from cnnviz.ui.sharing import offer_sharing
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import ENGLISH, N_, _, current
from cnnviz.utils.retold import retold
from cnnviz.utils.text import sentence

NONE = "none"  # no second model
MOST_CARDS = 32  # whose matrices are kept
CARD_HELP = N_("How this model was trained, how accurate it is, and where it fails.")


def add_linked(state: FeatureMapsState, offered: dict[str, ModelEntry]) -> list[str]:
    """Add what a link names and what the visitor has opened; return what was not found."""
    complaints = []
    keys = state.MODEL, state.BESIDE, state.OTHER
    asked = (state.get(key) or address.text(key) or "" for key in keys)
    for key in dict.fromkeys((*state.opened, *asked, address.text(state.MODEL) or "")):
        try:
            if key in ("", NONE) or key in offered:
                continue
            if entry := linked(key):
                offered[key] = entry
            else:
                folder.find(key)  # of a link, perhaps, whose run is deleted
        except InputError as error:
            if key not in state.opened:
                complaints.append(sentence(error))
    for key, entry in offered.items():
        offered[key] = with_names(state, entry)
    return complaints


def choose_model(state: FeatureMapsState, offered: dict[str, ModelEntry]) -> ModelEntry:
    """Show the menu of models, and the card of the chosen one; return it with its card."""
    key = linked_select(
        _("Model"),
        labels(offered.values()),
        state.MODEL,
        width=_room() - 120 * _has_epochs(state, offered),
        label_visibility="collapsed",
    )
    chosen = with_card(offered[key])
    if chosen.trained:
        choose_epoch(state, chosen, offered.get(key.partition("@")[0]))
    if chosen.training:
        follow_training(chosen)
    if chosen.info.card:
        with st.popover(_("Card"), icon=":material/id_card:", help=_(CARD_HELP), key=state.CARD):
            show_card(chosen.info.card)
    if chosen.uploaded:
        chosen = offered[key] = about_file(state, chosen)
    offer_file(state)
    offer_sharing([key], {state.MODEL: [key]}, "f_share")
    return chosen


def _room() -> int:
    """The width of the menu of models, in CSS pixels: the words beside it are longer elsewhere."""
    return {ENGLISH: 355, "es": 258}.get(current(), 300)


def _has_epochs(state: FeatureMapsState, offered: dict[str, ModelEntry]) -> bool:
    """Whether the menu of a run's epochs will stand beside the menu of models."""
    entry = offered.get(chosen_of(state.MODEL, tuple(offered)))
    return entry is not None and entry.trained is not None


def doubt(entry: ModelEntry, activations: Activations | None) -> str:
    """Return a warning where a model knows nothing like the input, or is unsure."""
    if activations is None:
        return ""
    (found,) = doubt_rule(entry.info).doubts(
        activations.probabilities[np.newaxis], activations.features[np.newaxis]
    )
    return retold(found.sentence)


def show_card(card: ModelCard) -> None:
    """Show accuracy, errors and training of a model."""
    parts = card_text.accuracy, card_text.memory, card_text.baselines, card_text.calibration
    figures = filter(None, (part(card) for part in parts))
    _list(_("Accuracy"), (*figures, card_text.detection(card)))
    _list(_("Most frequent errors"), card_text.errors(card))
    with st.expander(_("Confusion matrix of the test images")):
        st.html(_confusion(card.test, current(), st.context.theme.type))
    _list(_("Accuracy on other images"), card_text.other_datasets(card))
    _list(_("Detection of out-of-distribution inputs"), card_text.kinds(card))
    st.markdown(f"**{_('Training')}**\n\n{card_text.training(card)}")
    st.caption(_("Data: {source}.", source=_(card.data.source)))
    if card.command:
        st.code(card.command, "bash", wrap_lines=True)


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        st.markdown("\n".join((f"**{title}**", "", *(f"- {line}" for line in lines))))


@lru_cache(maxsize=MOST_CARDS)
def _confusion(test: TestResult, *of_page: str | None) -> str:
    """Draw the matrix of a card, as the page's language and theme want it."""
    evaluation = Evaluation("test", test.n, test.loss, test.accuracy, test.classes, test.confusion)
    return confusion_matrix(evaluation, height=300)
