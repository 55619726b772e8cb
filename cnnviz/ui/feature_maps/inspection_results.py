"""The results of an inspection: the table, what a person decides in it, and the downloads."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from cnnviz.data import files
from cnnviz.engine.inspection_job import InspectionJob
from cnnviz.evaluation import inspection_export
from cnnviz.evaluation.inspection_record import Decisions
from cnnviz.evaluation.inspection_report import MAP, Heading, report
from cnnviz.training import catalog, storage
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui.components.inspection_table import InspectionFeed, read_acts
from cnnviz.ui.feature_maps import card_text
from cnnviz.ui.feature_maps.inspection_detail import show_detail
from cnnviz.ui.feature_maps.inspection_maps import compute_maps, sheet_pictures
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.widgets import download
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _, current, kept
from cnnviz.utils.text import plural, sentence

MOST_REPORT_MAPS = 100  # Grad-CAM computed for a report, of those to be looked at
TABLE_HELP = N_("Each file with class, probability, doubt, known and corrected class, as CSV.")
FOLDERS_HELP = N_(
    "The files in one folder per class: the corrected one, else the accepted answer. What is "
    "neither lies in “not accepted”."
)
REPORT_HELP = N_("One HTML file with all pictures, which opens anywhere without a server.")
TRAIN_HELP = N_(
    "Makes a data set of these files and opens the trainer with it: with the corrected class, else "
    "the known one, else the accepted answer. All others are left out."
)


def show_results(state: FeatureMapsState, entry: ModelEntry, job: InspectionJob) -> None:
    """Show the table, the opened image, and what can be taken away."""
    if not job.rows:
        return
    feed = state.inspection_feed
    # Browsers keep the rows, with their sentences: those of another language are sent anew.
    run = f"{job.record.key}-{current()}"
    if feed is None or feed.run != run:
        feed = InspectionFeed(f"{state.INSPECT_TABLE}_{job.record.key}", run)
        state.inspection_feed = feed
    decisions = job.record.decisions()
    numbered = dict(enumerate(job.rows))
    maps = {n: job.maps[row.file] for n, row in numbered.items() if row.file in job.maps}
    opened = state.inspection_row
    feed.show(
        job.rows,
        job.task.classes,
        decisions,
        maps,
        opened,
        on_act=partial(take_acts, state, job),
    )
    show_downloads(state, job, decisions)
    if 0 <= opened < len(job.rows):
        show_detail(state, job, job.rows[opened])


def take_acts(state: FeatureMapsState, job: InspectionJob) -> None:
    """Keep corrections and the threshold; open an image; compute Grad-CAM of those in sight."""
    key = f"{state.INSPECT_TABLE}_{job.record.key}"
    acts = read_acts(key, len(job.rows), len(job.task.classes))
    before = decisions = job.record.decisions()
    for act in acts:
        if act.act == "label":
            file = job.rows[act.rows[0]].file
            corrections = dict(decisions.corrections)
            if act.label is None:
                corrections.pop(file, None)
            else:
                corrections[file] = act.label
            decisions = replace(decisions, corrections=corrections)
        elif act.act == "accept":
            acceptance = replace(decisions.acceptance, threshold=act.threshold, unlike=act.unlike)
            decisions = replace(decisions, acceptance=acceptance)
        elif act.act == "open":
            state.inspection_row = act.rows[0]
        else:
            compute_maps(job, [job.rows[number] for number in act.rows])
    if decisions != before:
        try:
            job.record.decide(decisions)
        except InputError as error:
            state.inspection_complaint = sentence(error)


def show_downloads(state: FeatureMapsState, job: InspectionJob, decisions: Decisions) -> None:
    """Show what can be taken away; each file is made when it is asked for."""
    name = "inspection"
    with st.container(horizontal=True, vertical_alignment="center"):
        table = partial(table_of, job)
        about = _(TABLE_HELP)
        download(_("Table"), f"{name}.csv", table, "table", state.INSPECT_CSV, about)
        packed, about = partial(folders_of, job), _(FOLDERS_HELP)
        download(_("Folders"), f"{name}.zip", packed, "folder_zip", state.INSPECT_ZIP, about)
        page, about = kept(partial(report_of, job)), _(REPORT_HELP)
        download(_("Report"), f"{name}.html", page, "description", state.INSPECT_REPORT, about)
        count = sum(inspection_export.known_class(row, decisions) is not None for row in job.rows)
        now = _(
            "Now {images}, {corrections}.",
            images=plural(count, "image"),
            corrections=plural(len(decisions.corrections), "correction"),
        )
        if st.button(
            _("Train again with the corrections"),
            icon=":material/model_training:",
            key=state.INSPECT_TRAIN,
            disabled=job.active or not count,
            help=f"{_(TRAIN_HELP)} {now}",
        ):
            train_again(state, job, decisions)


def table_of(job: InspectionJob) -> str:
    """Write the table as it is now."""
    return inspection_export.table(job.rows, job.task.classes, job.record.decisions())


def folders_of(job: InspectionJob) -> bytes:
    """Pack the files by class, as it is now."""
    with files.opened(job.source()) as source:
        return inspection_export.folders(
            job.rows, job.task.classes, job.record.decisions(), source.read
        )


def report_of(job: InspectionJob) -> str:
    """Write the report, with Grad-CAM of those images that need a look most."""
    decisions = job.record.decisions()
    order = inspection_export.in_doubt_first(job.rows, decisions.acceptance)
    mapped = [row for row in order if row.label is not None][:MOST_REPORT_MAPS]
    compute_maps(job, mapped)
    reliability, model = "", job.task.model
    try:
        entry = catalog.inspected(job.task)
        model = entry.label
        if entry.info.card:
            reliability = card_text.detection(entry.info.card).replace("**", "")
    except InputError:
        pass  # the model is gone; its answers are not
    heading = Heading(job.source().stem, model, datetime.now(UTC).date().isoformat(), reliability)
    with files.opened(job.source()) as source:
        sheets = sheet_pictures(job, source, [row for row in mapped if row.tiles], MAP)
        return report(heading, job.rows, job.task.classes, decisions, source.read, job.maps, sheets)


def train_again(state: FeatureMapsState, job: InspectionJob, decisions: Decisions) -> None:
    """Keep the corrected files as a data set, and open the trainer with it chosen."""
    try:
        with files.opened(job.source()) as source:
            packed = inspection_export.data_set(job.rows, job.task.classes, decisions, source.read)
        key = storage.keep_upload(f"{job.source().stem} corrected.zip", packed)
    except (InputError, EngineError) as error:
        st.warning(sentence(error))
        return
    trainer = TrainerState()
    trainer.uploads = tuple(dict.fromkeys([*trainer.uploads, key]))
    trainer[trainer.DATA], trainer[trainer.RUN] = key, ""
    st.switch_page("pages/trainer.py", query_params={trainer.DATA: key})
