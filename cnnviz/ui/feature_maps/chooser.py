"""Which model is looked into, and the card that says how far to trust it."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from cnnviz.evaluation.metrics import Evaluation
from cnnviz.models.layer_outputs import Activations
from cnnviz.training.catalog import Choice, labels
from cnnviz.ui.caches import known_of
from cnnviz.ui.charts import confusion_matrix
from cnnviz.ui.feature_maps import card_text
from cnnviz.ui.feature_maps.card_text import Card
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from cnnviz.ui.widgets import linked_select

CARD_HELP = "How this model was made, how often it is right, and where it fails."


def choose_model(offered: dict[str, Choice]) -> Choice:
    """The chosen model; its key is in the address, its label on the screen.

    A shipped one has its card beside it.
    """
    key = linked_select(
        "Model",
        labels(offered.values()),
        Key.MODEL,
        Key.LINKED_MODEL,
        width=320,
        label_visibility="collapsed",
    )
    card = offered[key].info.card
    if card_text.is_whole(card):
        with st.popover("Card", icon=":material/id_card:", help=CARD_HELP):
            show_card(card)
    return offered[key]


def doubt(choice: Choice, activations: Activations | None) -> str:
    """One sentence where a shipped model has learned nothing like this input."""
    card = choice.info.card
    known = known_of(choice.path) if card_text.is_whole(card) else None
    if activations is None or known is None:
        return ""
    distance = known.distances(activations.features[np.newaxis])
    return card_text.doubt(card, float(distance[0]))


def show_card(card: Card) -> None:
    """Figures first, then where it fails, then how it was made."""
    figures = (card_text.accuracy(card), card_text.calibration(card))
    _list("How often it is right", (*figures, card_text.told_apart(card)))
    _list("Its most frequent mistakes", card_text.mistakes(card))
    with st.expander("All answers in the test"):
        _confusion(card)
    _list("How often it is right elsewhere", card_text.elsewhere(card))
    _list("How often it notices that there is nothing it knows", card_text.kinds(card))
    st.markdown(f"**How it was made**\n\n{card_text.making(card)}")
    st.caption(f"Data: {card['data']['source']}.")
    st.code(card["command"], "bash", wrap_lines=True)


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        st.markdown("\n".join((f"**{title}**", "", *(f"- {line}" for line in lines))))


def _confusion(card: Card) -> None:
    """A row for each true class, a column for each answer."""
    test = card["test"]
    judged = Evaluation(
        "test",
        test["n"],
        test["loss"],
        test["accuracy"],
        tuple(test["classes"]),
        tuple(map(tuple, test["confusion"])),
    )
    st.plotly_chart(
        confusion_matrix(judged, height=300), key=Key.CONFUSION, config={"displayModeBar": False}
    )
