"""A class's answers as HTML: names, and a bar per answer with the reason behind it."""

from collections.abc import Iterable, Sequence
from html import escape

from cnnviz.course.results import Bar
from cnnviz.utils.language import _


def names(shown: Iterable[str]) -> str:
    """Write nicknames as small tags."""
    tags = "".join(f"<li>{escape(name)}</li>" for name in shown)
    return f'<ul class="class-names">{tags}</ul>'


def histogram(bars: Sequence[Bar], total: int, *, with_reasons: bool, marked: bool) -> str:
    """Write a bar per answer.

    Parameters
    ----------
    bars : sequence of Bar
    total : int
        How many answered; a bar is as long as its share.
    with_reasons : bool
        Whether the cause of each wrong answer stands below it.
    marked : bool
        Whether right answers are marked.

    Returns
    -------
    str
        HTML; answers are escaped.
    """
    rows = []
    for bar in bars:
        share = bar.count / total if total else 0.0
        kind = "right" if marked and bar.right else "other"
        mark = f' <span class="mark">{escape(_("right"))}</span>' if marked and bar.right else ""
        reason = (
            f'<div class="reason">{escape(bar.reason)}</div>'
            if with_reasons and bar.reason and bar.count and (marked or not bar.right)
            else ""
        )
        rows.append(
            f'<div class="answer"><div class="what">{escape(bar.answer)}{mark}</div>'
            f'<div class="bar"><i class="{kind}" style="width:{100 * share:.1f}%"></i></div>'
            f'<div class="count">{bar.count}</div>{reason}</div>'
        )
    return f'<div class="class-answers">{"".join(rows)}</div>'
