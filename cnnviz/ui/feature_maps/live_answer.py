"""The answer to a drawing by one request, without a run of the page: while the pen moves, too."""

from dataclasses import dataclass, replace
from typing import Any

from cnnviz.data.strokes import PEN, Preparation, read_strokes
from cnnviz.explain.forward import forward, is_quick
from cnnviz.models import network_input
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.components.answer import answer_data
from cnnviz.ui.components.drawing_pad import PENS
from cnnviz.ui.feature_maps.chooser import doubt
from cnnviz.ui.feature_maps.live_route import Latest, LiveRoute
from cnnviz.utils.retold import retold

MOST_KEPT = 500  # models and preparations that pages have open


@dataclass(frozen=True)
class Asked:
    """Who answers: a model, and how a drawing is prepared for it."""

    entry: ModelEntry
    stages: Preparation


def address(entry: ModelEntry, stages: Preparation) -> str:
    """Return where a drawing's answer by a model is asked for; "" where it is not, or takes long.

    The names of the model's classes are part of it: of an uploaded model each visitor may give
    others.
    """
    if not is_quick(entry.info.summaries):
        return ""
    try:
        modified = entry.path.stat().st_mtime_ns
    except OSError:  # deleted since the page named it: the page says so
        return ""
    name = str(entry.path), modified, entry.info.classes, stages
    return LIVE.address(name, Asked(entry, stages))


def _answer(asked: Asked, message: dict[str, Any]) -> bytes:
    """Compute and pack the answer to a message of the pad."""
    strokes, pen = read_strokes(message.get("strokes")), _pen(message.get("pen"))
    given = network_input.of_drawing(strokes, pen, asked.stages)
    given = replace(given, number=_number(message.get("number")))
    entry = asked.entry
    activations = None
    if given.picture is not None:
        activations = forward(caches.network(entry.info), given.picture)
    return answer_data(
        given,
        activations,
        entry.info.classes,
        note="" if activations else retold(given.caption),
        doubt=retold(given.doubt) or doubt(entry, activations),
    )


def _pen(value: object) -> float:
    if isinstance(value, int | float) and PENS[0] <= value <= PENS[1]:
        return float(value)
    return PEN


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) and 0 <= value <= 2**53 else 0


LIVE = LiveRoute("live-answer", _answer, Latest[Asked](MOST_KEPT))
