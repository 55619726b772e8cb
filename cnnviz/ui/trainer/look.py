"""Look at the data before a run: counts per class and split, images, averages, findings."""

import csv
import io
from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import streamlit as st

from cnnviz.data import folds, left_out
from cnnviz.data.dataset import SPLITS
from cnnviz.data.findings import Finding, findings
from cnnviz.data.overlaps import Overlap
from cnnviz.data.preview import Preview
from cnnviz.data.survey import Survey
from cnnviz.data.survey_job import SurveyJob
from cnnviz.evaluation.baselines import NEIGHBOURS, nearest_neighbours
from cnnviz.training.config import RunConfig
from cnnviz.ui import caches
from cnnviz.ui.address import BOUND
from cnnviz.ui.components.image_wall import Shown, image_wall, read_marks
from cnnviz.ui.html import Exhibit, gallery, table
from cnnviz.ui.trainer.scatter import scatter
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.widgets import download
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import percent, plural, sentence

TICK_SECONDS = 0.5
VIEWS = ("Findings", "Images", "Averages", "Brightness and contrast")
IMAGES_PER_PAGE, PAIRS_PER_PAGE = 48, 12
IMAGE_WIDTH, PAIR_WIDTH = 88, 250  # CSS pixels
LOOK_HELP = """Counts, images and findings: equal and overlapping images, blurred or empty ones,
small classes. The search takes up to a minute, once per data set."""
CLICK_HELP = (
    "A click leaves an image out of all runs on this data set, for everybody who uses this server; "
    "another click takes it back in. The files are not touched."
)


def show_look(state: TrainerState, config: RunConfig, preview: Preview) -> None:
    """Show the section; closed, it costs nothing."""
    if not st.toggle("Look at the data", key=state.LOOK, help=LOOK_HELP, **BOUND):
        return
    job = caches.survey_job(config.dataset, config.skip_unusable, config.image_size)
    tick = TICK_SECONDS if job.active else None
    st.fragment(follow, run_every=tick)(state, config, preview, job, job.active)


def follow(
    state: TrainerState, config: RunConfig, preview: Preview, job: SurveyJob, was_active: bool
) -> None:
    """Show the progress of the survey, then the survey."""
    if job.active:
        st.progress(job.fraction, job.doing.capitalize())
    elif was_active:
        st.rerun()
    elif job.result is None:
        st.warning(f"The data set could not be examined: {job.error}.")
        caches.survey_job.clear(config.dataset, config.skip_unusable, config.image_size)
    else:
        show_survey(state, config, preview, job.result)


def show_survey(state: TrainerState, config: RunConfig, preview: Preview, survey: Survey) -> None:
    """Show counts, then the view that is chosen."""
    split_of = preview.split_of
    if split_of.keys() != set(survey.files):  # files have changed since
        caches.survey_job.clear(config.dataset, config.skip_unusable, config.image_size)
        st.rerun()
    out = left_out.read(preview.key)
    if out != config.left_out or state.wanted_split:
        st.rerun()  # what stands above and below this section changes, too
    st.html(
        table(
            ("Class", "Training", "Validation", "Test", "Left out"), _counts(survey, split_of, out)
        )
    )
    view = st.segmented_control(
        "View", VIEWS, default=VIEWS[0], key=state.VIEW, label_visibility="collapsed", required=True
    )
    if state.complaint:
        st.error(state.complaint)
        state.complaint = ""
    wall = partial(show_wall, state, preview.key, survey, out)
    if view == "Images":
        show_images(state, survey, split_of, wall)
    elif view == "Averages":
        show_averages(survey)
    elif view == "Brightness and contrast":
        show_scatter(survey, split_of, out)
    else:
        show_findings(state, config, survey, split_of, out, wall)


def _counts(
    survey: Survey, split_of: Mapping[str, str], out: Sequence[str]
) -> list[tuple[str, ...]]:
    """One row per class: images in each split, and those left out."""
    counts = np.zeros((len(survey.classes), len(SPLITS) + 1), int)
    ignored = set(out)
    for file, label in zip(survey.files, survey.labels, strict=True):
        column = len(SPLITS) if file in ignored else SPLITS.index(split_of[file])
        counts[label, column] += 1
    rows = [
        (name, *(f"{count:,}" for count in row))
        for name, row in zip(survey.classes, counts, strict=True)
    ]
    return [*rows, ("all", *(f"{count:,}" for count in counts.sum(axis=0)))]


# Findings.


def show_findings(
    state: TrainerState,
    config: RunConfig,
    survey: Survey,
    split_of: Mapping[str, str],
    out: Sequence[str],
    wall: partial[None],
) -> None:
    """Show one line per finding; each opens its images, those left out included."""
    if survey.similarity.not_searched:
        st.caption(f"Not searched for overlapping images: {survey.similarity.not_searched}.")
    found = findings(survey, split_of)
    remaining = {finding.kind: finding.text for finding in findings(survey, split_of, out)}
    if not found:
        st.success("Nothing was found: no equal, empty or blurred images.")
    for finding in found:
        panel = st.expander(finding.text, key=f"t_finding_{finding.kind}", on_change="rerun")
        if panel.open:
            with panel:
                if out:
                    rest = remaining.get(finding.kind, "Nothing of this remains.")
                    st.markdown(f"Without the images left out: {rest}")
                show_finding(finding, survey, split_of, wall)
    by_group = folds.needs_groups(config.held_out)
    if by_group:
        st.caption("Split by group: images that overlap or are equal are in one split.")
    elif survey.similarity.overlaps or survey.similarity.equal:
        st.button(
            "Split by group",
            icon=":material/call_split:",
            on_click=setattr,
            args=(state, "wanted_split", folds.GROUPS),
            help="Keep images that overlap or are equal in one split.",
        )
    if survey.similarity.overlaps or survey.similarity.equal:
        download(
            "Groups as CSV", "groups.csv", partial(_groups_csv, survey), "download", "t_groups"
        )


def show_finding(
    finding: Finding, survey: Survey, split_of: Mapping[str, str], wall: partial[None]
) -> None:
    """Show a page of a finding's pairs, side by side, or of its images."""
    index = {file: number for number, file in enumerate(survey.files)}
    if not finding.pairs:
        known = [file for file in finding.images if file in index]
        if not known:  # unreadable files
            st.markdown("\n".join(f"- `{file}`" for file in finding.images[:IMAGES_PER_PAGE]))
            return
        page = _page(len(known), IMAGES_PER_PAGE, f"t_page_{finding.kind}")
        cards = [([_shown(survey, index[file])], split_of[file]) for file in known[page]]
        wall(cards, IMAGE_WIDTH, f"t_wall_{finding.kind}")
        return
    page = _page(len(finding.pairs), PAIRS_PER_PAGE, f"t_page_{finding.kind}")
    cards = [
        (
            [
                _shown(survey, pair.first, _box(survey, pair, first=True)),
                _shown(survey, pair.second, _box(survey, pair, first=False)),
            ],
            _pair_caption(survey, pair, split_of),
        )
        for pair in finding.pairs[page]
    ]
    wall(cards, PAIR_WIDTH, f"t_wall_{finding.kind}")


def _pair_caption(survey: Survey, pair: Overlap, split_of: Mapping[str, str]) -> str:
    splits = [split_of[survey.files[index]] for index in (pair.first, pair.second)]
    shared = "equal" if pair.share == 1 else f"{percent(pair.share, 0)} shared"
    return f"{splits[0]}, {splits[1]}: {shared}"


def _box(survey: Survey, pair: Overlap, first: bool) -> tuple[float, float, float, float]:
    """What an image shares with the other: top, left, height, width, in shares of its sides."""
    height, width = survey.size
    down, right = (-pair.down, -pair.right) if first else (pair.down, pair.right)
    return (
        max(down, 0) / height,
        max(right, 0) / width,
        1 - abs(down) / height,
        1 - abs(right) / width,
    )


def _groups_csv(survey: Survey) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("file", "group"))
    writer.writerows(survey.similarity.groups.items())
    return text.getvalue()


# Images.


def show_images(
    state: TrainerState, survey: Survey, split_of: Mapping[str, str], wall: partial[None]
) -> None:
    """Show all images of one class, a page at a time."""
    labels = range(len(survey.classes))
    label = st.selectbox("Class", labels, format_func=survey.classes.__getitem__, key=state.CLASS)
    members = np.flatnonzero(survey.labels == label)
    page = _page(len(members), IMAGES_PER_PAGE, f"t_page_class_{label}")
    cards = [
        ([_shown(survey, int(index))], split_of[survey.files[index]]) for index in members[page]
    ]
    wall(cards, IMAGE_WIDTH, "t_wall_class")


def _page(count: int, size: int, key: str) -> slice:
    """Show which page of ``count`` things is chosen, where there are several."""
    pages = -(-count // size)
    number = st.pagination(pages, key=key) if pages > 1 else 1
    return slice((number - 1) * size, number * size)


def _shown(
    survey: Survey, index: int, box: tuple[float, float, float, float] | None = None
) -> Shown:
    file = survey.files[index]
    return Shown(survey.copies[index], file, f"{survey.classes[survey.labels[index]]}: {file}", box)


def show_wall(
    state: TrainerState,
    data_key: str,
    survey: Survey,
    out: Sequence[str],
    cards: Sequence[tuple[Sequence[Shown], str]],
    width: int,
    key: str,
) -> None:
    """Show images that a click leaves out."""
    st.caption(
        "Click an image to leave it out of the next runs."
        + (f" {plural(len(out), 'image')} left out." if out else ""),
        help=CLICK_HELP,
    )
    image_wall(
        cards,
        set(out),
        key=key,
        width=width,
        on_mark=partial(take_marks, state, data_key, survey, key),
    )


def take_marks(state: TrainerState, data_key: str, survey: Survey, key: str) -> None:
    """Keep the clicks in the data set's note."""
    try:
        for mark in read_marks(key, set(survey.files)):
            left_out.mark(data_key, mark.file, mark.out)
    except InputError as error:
        state.complaint = sentence(error)


# Statistics.


def show_averages(survey: Survey) -> None:
    """Show the mean image of each class, and how far its images differ from it."""
    for title, pictures in (("Mean", survey.mean), ("Spread", survey.spread)):
        st.markdown(f"**{title}**", help=AVERAGES_HELP[title])
        exhibits = [
            Exhibit(picture, name, f"{title.lower()} of {name}")
            for picture, name in zip(pictures, survey.classes, strict=True)
        ]
        st.html(gallery(exhibits, min(len(exhibits), 10), width=72))


AVERAGES_HELP = {
    "Mean": "The average of all images of a class. What is visible here is at the same place in "
    "most of them.",
    "Spread": "Standard deviation of each pixel; white is the largest of all classes.",
}


def show_scatter(survey: Survey, split_of: Mapping[str, str], out: Sequence[str]) -> None:
    """Show brightness against contrast, and how well they alone predict the class."""
    st.html(scatter(survey.brightness, survey.contrast, survey.labels, survey.classes))
    ignored = set(out)
    part = np.array(["" if file in ignored else split_of[file] for file in survey.files])
    train, test = part == "training", part == "test"
    points = np.stack([survey.brightness, survey.contrast], axis=1)
    predicted = nearest_neighbours(points[train], survey.labels[train], points[test])
    accuracy = float((predicted == survey.labels[test]).mean())
    st.markdown(
        f"**{percent(accuracy)}** of the test images are classified correctly from these two "
        f"numbers alone ({NEIGHBOURS} nearest neighbours). A network must be better than that."
    )
