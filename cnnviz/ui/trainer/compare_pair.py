"""Two runs image by image: where their matrices differ, and the images on which they disagree."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import streamlit as st

from cnnviz.data import Dataset
from cnnviz.evaluation.comparison import Disagreement, disagreements, matrix_difference
from cnnviz.training.groups import Group
from cnnviz.training.run_summary import RunSummary
from cnnviz.training.verdicts import comparable, images_of
from cnnviz.ui import caches
from cnnviz.ui.confusion_matrix import matrix_of_differences
from cnnviz.ui.html import Exhibit, gallery
from cnnviz.ui.linked import linked_select
from cnnviz.ui.trainer.look_images import choose_page
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import percent, plural, sentence

MATRIX_WIDTH = 432  # CSS pixels
PER_PAGE = 24
COLUMNS = 6

DIFFERENCE_HELP = N_(
    "Rows: true class. Columns: predicted class. Share of the row in the second run minus that in "
    "the first, in percentage points."
)


def show_pair(state: TrainerState, groups: Sequence[Group]) -> None:
    """Let two finished runs be chosen; show how their answers differ."""
    names = {run.id: group.name_of(run) for group in groups for run, _evaluation in group.finished}
    runs = {run.id: run for group in groups for run, _evaluation in group.finished}
    st.subheader(_("Two runs, image by image"), anchor=False)
    defaults = default_pair(groups)
    left, right = st.columns(2)
    with left:
        first = linked_select(_("First"), names, state.FIRST, default=defaults[0])
    with right:
        second = linked_select(_("Second"), names, state.SECOND, default=defaults[1])
    if first == second:
        st.info(_("These are the same run: choose two different ones."))
        return
    try:
        show_differences(state, runs[first], runs[second], (names[first], names[second]))
    except InputError as error:
        st.warning(sentence(error))


def default_pair(groups: Sequence[Group]) -> tuple[str, str]:
    """Choose finished runs of two groups: on the same data, where two are.

    They have the same seed, where two have, and so the same images.
    """
    pairs = list(combinations(groups, 2))
    first, second = next((pair for pair in pairs if comparable(*pair)), pairs[0])
    seeds = {run.config.seed: run.id for run, _evaluation in reversed(second.finished)}
    same = [
        (run.id, seeds[run.config.seed])
        for run, _evaluation in first.finished
        if run.config.seed in seeds
    ]
    return same[0] if same else (first.finished[0][0].id, second.finished[0][0].id)


def show_differences(
    state: TrainerState, first: RunSummary, second: RunSummary, names: tuple[str, str]
) -> None:
    """Show the difference of two matrices, and the images on which the runs disagree.

    Raises
    ------
    InputError
        If the runs have no images or no classes in common.
    """
    if first.evaluation is None or second.evaluation is None:
        return
    matrix_difference(first.evaluation, second.evaluation)  # refuses other classes
    same = common_images(first, second)
    found = disagreements(first.evaluation, second.evaluation, same)
    with st.container(horizontal=True, gap="medium"):
        matrix, images = st.container(width=MATRIX_WIDTH), st.container()
    with matrix:
        st.markdown(_("**Difference of the confusion matrices**"), help=_(DIFFERENCE_HELP))
        st.html(matrix_of_differences(first.evaluation, second.evaluation, names))
    with images:
        count = first.evaluation.n if same is None else len(same)
        st.markdown(
            _(
                "**They disagree on {images}** of {count:,} in common",
                images=plural(len(found), "image"),
                count=count,
            )
        )
        show_images(state, first, found, names)


def common_images(first: RunSummary, second: RunSummary) -> Mapping[int, int] | None:
    """Map the test images of one run to those of another; None where both have the same.

    Raises
    ------
    InputError
        If they have none in common.
    """
    if first.evaluation and second.evaluation:
        images = images_of(first, first.evaluation), images_of(second, second.evaluation)
        if images[0] == images[1]:
            return None
    if first.config.dataset != second.config.dataset:
        raise InputError("these runs have no test images in common: their data sets differ")
    ours, theirs = (caches.run_samples(run.config).test.files for run in (first, second))
    places = {file: place for place, file in enumerate(theirs)}
    same = {place: places[file] for place, file in enumerate(ours) if file in places}
    if not same:
        raise InputError("these runs have no test images in common: their seeds split differently")
    return same


def show_images(
    state: TrainerState, run: RunSummary, found: Sequence[Disagreement], names: tuple[str, str]
) -> None:
    """Show the images on which two runs disagree, by which of them is right."""
    kinds = [
        [each for each in found if each.first == each.label],
        [each for each in found if each.second == each.label],
        [each for each in found if each.label not in (each.first, each.second)],
    ]
    only = N_("Only {name} is right: {count:,}")
    labels = [_(only, name=names[i], count=len(kinds[i])) for i in (0, 1)]
    labels.append(_("Both wrong, differently: {count:,}", count=len(kinds[2])))
    which = st.radio(
        _("Which images"),
        range(len(kinds)),
        format_func=labels.__getitem__,
        key=state.WHICH,
        label_visibility="collapsed",
        persist_state="session",
    )
    members = kinds[which or 0]
    if not members:
        st.caption(_("There is none."))
        return
    data = caches.run_samples(run.config)
    page = choose_page(len(members), PER_PAGE, f"t_page_which_{which}")
    exhibits = [exhibit(data, each, names) for each in members[page] if each.index < len(data.test)]
    st.html(gallery(exhibits, COLUMNS))


def exhibit(data: Dataset, each: Disagreement, names: tuple[str, str]) -> Exhibit:
    """Describe an image: the true class, and what both runs answer."""
    true, first, second = (data.classes[i] for i in (each.label, each.first, each.second))
    detail = _(
        "{file}: {true}; {first}: {answer}, {second}: {other}; the most confident wrong answer "
        "has {share}",
        file=data.test.files[each.index],
        true=true,
        first=names[0],
        answer=first,
        second=names[1],
        other=second,
        share=percent(each.probability),
    )
    return Exhibit(data.test.images[each.index], f"{true}: {first} | {second}", detail)
