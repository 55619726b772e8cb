"""Which of two groups of runs is more accurate, if the figures say so.

Two things blur a difference: another seed gives another accuracy, and other test images would, too.
So one is claimed only where the ranges of the seeds do not overlap, and where the answers to the
same test images differ by more than chance allows; without common images, where the 95 % intervals
do not overlap. Of several settings that are compared with one, some differ by chance alone: the
level is divided by their number (Bonferroni), so that one false claim in all has that probability.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from statistics import fmean

from cnnviz.evaluation.comparison import disagreements, interval_95, mcnemar
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.training.groups import Group
from cnnviz.training.run_summary import RunSummary
from cnnviz.training.text import data_title
from cnnviz.utils.language import N_, _, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.text import minus, percent, plural

SIGNIFICANT = 0.05
NOT_COMPARABLE = N_("These runs were tested on different data: their accuracies are no comparison.")
OTHER_DATA = N_("of accuracies on different data")
Pair = tuple[Evaluation, Evaluation]  # of two runs on the same images


@dataclass(frozen=True)
class Difference:
    """How much more accurate a second group is than a first.

    Attributes
    ----------
    value : float
        Difference of the mean accuracies, in [-1, 1].
    claimed : bool
        Whether it is larger than what seeds and test images explain.
    reason : str
        A phrase on what it was compared with.
    """

    value: float
    claimed: bool
    reason: str

    @property
    def text(self) -> str:
        """The difference in percentage points: "+0.30"."""
        return localised(minus(f"{100 * self.value:+.2f}"), current())


def difference(first: Group, second: Group, comparisons: int = 1) -> Difference | None:
    """Compare two groups; None where one of them has no finished run.

    Parameters
    ----------
    first, second : Group
    comparisons : int, optional
        How many groups are compared with the same one, at least 1.
    """
    if first.accuracy is None or second.accuracy is None:
        return None
    value = second.accuracy - first.accuracy
    if not comparable(first, second):
        return Difference(value, False, OTHER_DATA)
    several = max(len(first.accuracies), len(second.accuracies)) > 1
    if several and _overlap(first.bounds, second.bounds):
        return Difference(value, False, _("smaller than the spread of the seeds"))
    pairs = _pairs(first, second)
    if pairs:
        p = _chance(pairs)
        shown = _p_value(p, comparisons)
        if p >= SIGNIFICANT / comparisons:
            reason = _("no larger than chance explains on these test images ({p})", p=shown)
            return Difference(value, False, reason)
        return Difference(value, True, _("larger than chance explains ({p})", p=shown))
    if _overlap(_interval(first), _interval(second)):
        return Difference(value, False, _("smaller than the 95 % intervals, which overlap"))
    return Difference(value, True, _("larger than the 95 % intervals, which do not overlap"))


def _p_value(p: float, comparisons: int) -> str:
    shown = _("p < {least:g}", least=0.001) if p < 0.001 else _("p = {p:.2g}", p=p)
    if comparisons == 1:
        return shown
    return _("{p}, one of {count} comparisons", p=shown, count=comparisons)


def comparable(first: Group, second: Group) -> bool:
    """Whether two groups were tested on the same data set, or on the same images."""
    return first.config.dataset == second.config.dataset or bool(_pairs(first, second))


def outcome(groups: Sequence[Group]) -> str:
    """Say in one sentence which of several groups is the most accurate, if one is.

    Of groups on different data it is one sentence for each data set that has several.

    Returns
    -------
    str
        Empty where fewer than two groups have finished runs.
    """
    done = sorted(
        (group for group in groups if group.accuracy is not None),
        key=lambda group: -(group.accuracy or 0),
    )
    if len(done) < 2:
        return ""
    alike: list[list[Group]] = []
    for each in done:
        fitting = next((members for members in alike if comparable(members[0], each)), None)
        if fitting is None:
            alike.append([each])
        else:
            fitting.append(each)
    if len(alike) == 1:
        return _ranking(done)
    several = [
        _(
            "On {data}: {ranking}",
            data=data_title(members[0].config.dataset).partition(" (")[0],
            ranking=_ranking(members),
        )
        for members in alike
        if len(members) > 1
    ]
    return " ".join(several) or _(NOT_COMPARABLE)


def _ranking(done: Sequence[Group]) -> str:
    """Say which of several finished groups on the same data, in order, is the most accurate."""
    best, *others = done
    against = [(other, difference(other, best, len(others))) for other in others]
    alike = [other for other, each in against if each and not each.claimed]
    worse = [(other, each) for other, each in against if each and each.claimed]
    if len(done) == 2:
        return _of_two(best, *against[0])
    if not worse:
        return _no_difference(done, {each.reason for _other, each in against if each})
    parts = [
        _(
            "{best} reached the highest accuracy, {figure}",
            best=best.title,
            figure=_figure(best),
        )
    ]
    if alike:
        names = _listed([each.title for each in alike])
        parts.append(_("{names} cannot be told apart from it", names=names))
    gaps = sorted(each.value for _other, each in worse)
    low, high = (_("{points:.2f}", points=100 * gap) for gap in (gaps[0], gaps[-1]))
    by = low if low == high else _("{low} to {high}", low=low, high=high)
    names = _listed([other.title for other, _each in worse])
    parts.append(_("{names} reached {by} percentage points less", names=names, by=by))
    return "; ".join(parts) + "."


def _no_difference(done: Sequence[Group], reasons: AbstractSet[str]) -> str:
    values = {"count": len(done), "figure": _figure(done[0]), "best": done[0].title}
    if len(reasons) != 1:
        return _(
            "No difference between the {count} settings is shown; the highest accuracy is "
            "{figure}, {best}.",
            **values,
        )
    (reason,) = reasons
    return _(
        "No difference between the {count} settings is shown: every one is {reason}; the highest "
        "accuracy is {figure}, {best}.",
        reason=_(reason),
        **values,
    )


def _of_two(best: Group, other: Group, found: Difference | None) -> str:
    both = _(
        "{best} reached {figure}, {other} {other_figure}",
        best=best.title,
        figure=_figure(best),
        other=other.title,
        other_figure=_figure(other),
    )
    if found is None or not found.value:
        return _("{both}: they are equal, so none is shown.", both=both)
    if not found.claimed:
        return _(
            "{both}: the difference is {reason}, so none is shown.",
            both=both,
            reason=_(found.reason),
        )
    return _(
        "{both}: a difference of {points:.2f} percentage points, {reason}.",
        both=both,
        points=100 * found.value,
        reason=_(found.reason),
    )


def _figure(group: Group) -> str:
    """Write an accuracy with its range or interval."""
    low, high = group.bounds
    several = len(group.accuracies) > 1
    return _(
        "{accuracy} ({low:.2f} to {high}, {of})",
        accuracy=percent(group.accuracy or 0.0, 2),
        low=100 * low,
        high=percent(high, 2),
        of=plural(len(group.accuracies), "seed") if several else _("95 % interval"),
    )


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])


def _overlap(first: tuple[float, float], second: tuple[float, float]) -> bool:
    return max(first[0], second[0]) <= min(first[1], second[1])


def _interval(group: Group) -> tuple[float, float]:
    """Return the 95 % interval of the mean accuracy on as many images as one run was tested on."""
    return interval_95(fmean(group.accuracies), min(each.n for _, each in group.finished))


def images_of(run: RunSummary, evaluation: Evaluation) -> str:
    """Identify the images that a run was evaluated on, as far as its version recorded it."""
    return f"{evaluation.split} {evaluation.tested_on or run.config.fingerprint or run.id}"


def _pairs(first: Group, second: Group) -> dict[str, list[Pair]]:
    """Pair runs that were evaluated on the same images, by these images; equal seeds first."""
    found: dict[str, list[Pair]] = {}
    for run, ours in first.finished:
        images = images_of(run, ours)
        partners = [
            (other.config.seed != run.config.seed, theirs)
            for other, theirs in second.finished
            if images_of(other, theirs) == images and theirs.classes == ours.classes
        ]
        if partners:
            _, partner = min(partners, key=lambda each: each[0])
            found.setdefault(images, []).append((ours, partner))
    return found


def _chance(pairs: dict[str, list[Pair]]) -> float:
    """Return McNemar's p-value over all test images.

    Several pairs on the same images are averaged: they do not make the images more.
    """
    only_first = only_second = 0.0
    for members in pairs.values():
        counts = [_only_one_right(*pair) for pair in members]
        only_first += fmean(first for first, _ in counts)
        only_second += fmean(second for _, second in counts)
    return mcnemar(round(only_first), round(only_second))


def _only_one_right(first: Evaluation, second: Evaluation) -> tuple[int, int]:
    """Count the images that only the first, and that only the second run classifies correctly."""
    differing = disagreements(first, second)
    return (
        sum(each.first == each.label for each in differing),
        sum(each.second == each.label for each in differing),
    )
