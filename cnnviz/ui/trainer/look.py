"""Look at the data before a run: counts per class and split, images, averages, findings."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.data import left_out
from cnnviz.data.dataset import SPLITS
from cnnviz.data.preview import Preview
from cnnviz.data.survey import Survey
from cnnviz.data.survey_job import SurveyJob
from cnnviz.evaluation.baselines import NEIGHBOURS, neighbours_accuracy
from cnnviz.training.config import RunConfig
from cnnviz.ui import caches
from cnnviz.ui.address import BOUND
from cnnviz.ui.html import Exhibit, gallery, table
from cnnviz.ui.trainer.look_findings import show_findings
from cnnviz.ui.trainer.look_images import Look, show_images
from cnnviz.ui.trainer.scatter import scatter
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.language import N_, _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import capital, grouped, percent, sentence

TICK_SECONDS = 0.5
FINDINGS, IMAGES, AVERAGES = N_("Findings"), N_("Images"), N_("Averages")
BRIGHTNESS = N_("Brightness and contrast")
VIEWS = (FINDINGS, IMAGES, AVERAGES, BRIGHTNESS)
LOOK_HELP = N_(
    "Counts, images and findings: equal and overlapping images, blurred or empty ones, small "
    "classes. The search takes up to a minute, once per data set."
)
MEAN_HELP = N_(
    "The average of all images of a class. What is visible here is at the same place in most of "
    "them."
)
SPREAD_HELP = N_("Standard deviation of each pixel; white is the largest of all classes.")


def show_look(
    state: TrainerState, config: RunConfig, preview: Preview, switches: DeltaGenerator
) -> None:
    """Show the section; closed, it costs nothing."""
    with switches:
        if not st.toggle(_("Look at the data"), key=state.LOOK, help=_(LOOK_HELP), **BOUND):
            return
    job = caches.survey_job(config.dataset, config.skip_unusable, config.image_size)
    tick = TICK_SECONDS if job.active else None
    st.fragment(follow, run_every=tick)(state, config, preview, job, job.active)


def follow(
    state: TrainerState, config: RunConfig, preview: Preview, job: SurveyJob, was_active: bool
) -> None:
    """Show the progress of the survey, then the survey."""
    if job.active:
        st.progress(job.fraction, capital(retold(job.doing)))
    elif was_active:
        st.rerun()
    elif job.result is None:
        st.warning(sentence(_("The data set could not be examined: {error}", error=job.error)))
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
    if out != config.left_out or state.split_changed:
        state.split_changed = False
        st.rerun()  # what stands above and below this section changes, too
    look = Look(survey, split_of, out, preview.key)
    heads = (_("Class"), _("Training"), _("Validation"), _("Test"), _("Left out"))
    st.html(table(heads, _counts(look)))
    view = st.segmented_control(
        _("View"),
        VIEWS,
        format_func=_,
        default=VIEWS[0],
        key=state.VIEW,
        label_visibility="collapsed",
        required=True,
    )
    if state.complaint:
        st.error(state.complaint)
        state.complaint = ""
    if view == IMAGES:
        show_images(state, look)
    elif view == AVERAGES:
        show_averages(survey)
    elif view == BRIGHTNESS:
        show_scatter(look)
    else:
        show_findings(state, config, look)


def _counts(look: Look) -> list[tuple[str, ...]]:
    """One row per class: images in each split, and those left out."""
    survey, ignored = look.survey, set(look.out)
    counts = np.zeros((len(survey.classes), len(SPLITS) + 1), int)
    for file, label in zip(survey.files, survey.labels, strict=True):
        column = len(SPLITS) if file in ignored else SPLITS.index(look.split_of[file])
        counts[label, column] += 1
    rows = [(name, *map(grouped, row)) for name, row in zip(survey.classes, counts, strict=True)]
    return [*rows, (_("all"), *map(grouped, counts.sum(axis=0)))]


def show_averages(survey: Survey) -> None:
    """Show the mean image of each class, and how far its images differ from it."""
    for title, detail, tip, pictures in (
        (_("Mean"), N_("mean of {name}"), MEAN_HELP, survey.mean),
        (_("Spread"), N_("spread of {name}"), SPREAD_HELP, survey.spread),
    ):
        st.markdown(f"**{title}**", help=_(tip))
        exhibits = [
            Exhibit(picture, name, _(detail, name=name))
            for picture, name in zip(pictures, survey.classes, strict=True)
        ]
        st.html(gallery(exhibits, min(len(exhibits), 10), width=72))


def show_scatter(look: Look) -> None:
    """Show brightness against contrast, and how well they alone predict the class."""
    survey, ignored = look.survey, set(look.out)
    st.html(scatter(survey.brightness, survey.contrast, survey.labels, survey.classes))
    part = np.array(["" if file in ignored else look.split_of[file] for file in survey.files])
    train, test = part == "training", part == "test"
    points = np.stack([survey.brightness, survey.contrast], axis=1)
    if not train.any() or not test.any():  # all of them are left out
        return
    known, asked = (points[part] for part in (train, test))
    accuracy = neighbours_accuracy(known, survey.labels[train], asked, survey.labels[test])
    st.markdown(
        _(
            "**{share}** of the test images are classified correctly from these two numbers alone "
            "({count} nearest neighbours). A network must be better than that.",
            share=percent(accuracy),
            count=NEIGHBOURS,
        )
    )
