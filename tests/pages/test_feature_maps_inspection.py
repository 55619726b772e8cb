"""The inspection of many images on the feature maps page, with the engine in earnest."""

import csv
import io
import zipfile

import numpy as np
import pytest

from cnnviz.data import uploads
from cnnviz.engine.sheet_work import SheetQuestion
from cnnviz.evaluation.inspection_record import InspectionRecord
from cnnviz.explain.methods import GRAD_CAM, GRADIENT
from cnnviz.ui import caches
from cnnviz.ui.feature_maps import inspection_maps, inspection_results
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import STEEL, checked, component, open_page, png

VIEW = {Key.VIEW: "Inspection"}


def steel(seed: int, height: int = 200, width: int = 200) -> bytes:
    return png(np.random.default_rng(seed).integers(0, 255, (height, width), np.uint8))


def packed(**content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return buffer.getvalue()


FILES = {
    "scratches/a.png": steel(1),
    "scratches/b.png": steel(2),
    "crazing/c.png": steel(3),
    "crazing/broken.png": b"no image",
    "crazing/sheet.png": steel(4, 200, 500),
}


@pytest.fixture(scope="module")
def inspected(engine, steel_run):
    """The page after an upload was inspected to its end, and the inspection's job."""
    page = open_page(steel_run, **VIEW)
    field = page.file_uploader(Key.INSPECT_FILES)
    checked(field.set_value([("plates.zip", packed(**FILES), "application/zip")]).run())
    job = caches.inspection_job(page.session_state["f_open_inspection"])
    job.wait()
    return checked(page.run()), job


def test_the_view_has_an_input_of_its_own(engine, steel_run):
    page = open_page(steel_run, **VIEW)
    fields = [field.key for field in page.file_uploader if field.key != Key.MODEL_FILE]
    assert fields == [Key.INSPECT_FILES, Key.INSPECT_FOLDER]
    assert not page.exception
    assert Key.PICTURE_INPUT not in page.session_state


def test_every_file_is_inspected_the_broken_one_named_the_sheet_in_tiles(inspected):
    _, job = inspected
    rows = {row.file: row for row in job.rows}
    assert rows.keys() == FILES.keys()
    assert rows["crazing/broken.png"].error
    assert len(rows["crazing/sheet.png"].tiles) == 4
    assert rows["scratches/a.png"].truth == STEEL.index("scratches")


def test_a_correction_in_the_table_is_kept(inspected):
    _, job = inspected
    decisions = job.record.decisions()
    (first,) = [n for n, row in enumerate(job.rows) if row.file == "scratches/a.png"]
    sent = {"edit": [{"act": "label", "row": first, "label": 0, "number": 1}]}
    with pytest.MonkeyPatch.context() as patch:
        key = f"{Key.INSPECT_TABLE}_{job.record.key}"
        state = {key: sent}
        patch.setattr("streamlit.session_state", state)
        inspection_results.take_acts(Key(state), job)
    assert job.record.decisions().corrections == {"scratches/a.png": 0}
    job.record.decide(decisions)


def test_the_table_is_taken_away(inspected):
    _, job = inspected
    lines = list(csv.DictReader(io.StringIO(inspection_results.table_of(job))))
    assert {line["file"] for line in lines} == FILES.keys()
    assert all(line["class"] in STEEL for line in lines if not line["error"])


def test_the_report_shows_grad_cam_and_needs_no_server(inspected):
    _, job = inspected
    html = inspection_results.report_of(job)
    assert "<th>Grad-CAM</th>" in html
    assert set(job.maps) == FILES.keys() - {"crazing/broken.png"}
    assert "Second picture: Grad-CAM" in html
    assert "<script" not in html
    assert "http" not in html


def test_an_opened_image_shows_grad_cam_and_every_probability(inspected):
    page, job = inspected
    (row,) = [n for n, row in enumerate(job.rows) if row.file == "scratches/a.png"]
    page.session_state["f_inspection_row"] = row
    page = checked(page.run())
    assert "scratches/a.png" in [heading.value for heading in page.subheader]
    assert any("Grad-CAM: what" in caption.value for caption in page.caption)


def test_an_opened_sheet_shows_its_map_and_its_worst_tiles(inspected):
    page, job = inspected
    (row,) = [n for n, row in enumerate(job.rows) if row.tiles]
    page.session_state["f_inspection_row"] = row
    page = checked(page.run())
    assert any("500 × 200 pixels in 4 tiles" in caption.value for caption in page.caption)
    work = caches.sheet_work(job, job.rows[row], SheetQuestion(job.rows[row].file, GRAD_CAM))
    work.wait()
    page = checked(page.run())
    pictures = [each.proto.body for each in page.get("html") if "stitched map" in each.proto.body]
    assert len(pictures) == 1


def test_a_sheet_s_map_is_of_the_chosen_method_and_class(inspected):
    page, job = inspected
    (row,) = [n for n, row in enumerate(job.rows) if row.tiles]
    page.session_state["f_inspection_row"] = row
    page.session_state[Key.SHEET_METHOD], page.session_state[Key.SHEET_CLASS] = "gradient", "2"
    page = checked(page.run())
    work = caches.sheet_work(job, job.rows[row], SheetQuestion(job.rows[row].file, GRADIENT, 2))
    work.wait()
    assert work.complete
    assert work.result["map"].shape == (200, 500)


def test_of_a_sheet_with_very_many_tiles_the_table_does_not_wait_for_a_map(inspected, monkeypatch):
    _, job = inspected
    monkeypatch.setattr(inspection_maps, "MOST_TILES", 3)
    monkeypatch.setattr(job, "maps", {})
    caches.model_work._sheet_work.clear()
    sheet = next(row for row in job.rows if row.tiles)
    monkeypatch.setattr(SheetQuestion, "kept_in", lambda *_: None)
    inspection_maps.compute_maps(job, [sheet])
    assert job.maps == {}
    caches.model_work._sheet_work.clear()


def test_a_link_opens_the_inspection_for_somebody_else(inspected, steel_run):
    _, job = inspected
    page = open_page(steel_run, **VIEW, **{Key.INSPECTION: job.record.key})
    assert component(page, Key.INSPECT_TABLE)
    assert any("**plates**: 5 files" in text.value for text in page.markdown)


def test_a_finished_inspection_is_not_continued_after_a_new_start_of_the_server(
    inspected, steel_run
):
    _, job = inspected
    caches.model_work._inspection_job.clear()
    page = open_page(steel_run, **VIEW, **{Key.INSPECTION: job.record.key})
    assert caches.inspection_job(job.record.key) is not job
    assert any("**plates**: 5 files" in text.value for text in page.markdown)
    assert Key.INSPECT_CONTINUE not in [button.key for button in page.button]


def test_a_link_to_an_inspection_that_is_gone_says_so(engine, steel_run):
    page = open_page(steel_run, **VIEW, **{Key.INSPECTION: "0123456789abcdef"})
    assert page.warning[0].value == "This inspection is no longer on this server."
    assert page.file_uploader


def test_files_without_a_picture_are_refused_in_a_sentence(engine, steel_run):
    page = open_page(steel_run, **VIEW)
    field = page.file_uploader(Key.INSPECT_FILES)
    page = checked(field.set_value([("notes.txt", b"no picture", "text/plain")]).run())
    assert page.warning[0].value.startswith("A data set must hold images")


def test_a_model_s_own_test_images_are_inspected_without_an_upload(engine, steel_run):
    page = open_page(steel_run, **VIEW)
    checked(page.button(Key.INSPECT_SAMPLES).click().run())
    job = caches.inspection_job(page.session_state["f_open_inspection"])
    job.wait()
    assert job.rows
    assert all(row.truth is not None for row in job.rows)


def test_the_corrected_files_become_a_data_set_of_the_trainer(inspected, monkeypatch):
    _, job = inspected
    opened = []
    monkeypatch.setattr(
        "streamlit.switch_page", lambda *_, query_params: opened.append(query_params)
    )
    inspection_results.train_again(Key({}), job, job.record.decisions())
    ((key,),) = [link.values() for link in opened]
    with zipfile.ZipFile(uploads.find(key)) as archive:
        assert archive.namelist() == ["crazing/c.png", "scratches/a.png", "scratches/b.png"]
    assert InspectionRecord(job.record.key).task() == job.task


def sent_acts(job, *acts: dict) -> Key:
    """Let the table have sent these acts; returns the page's state."""
    with pytest.MonkeyPatch.context() as patch:
        edits = [each | {"number": number} for number, each in enumerate(acts, 1)]
        session = {f"{Key.INSPECT_TABLE}_{job.record.key}": {"edit": edits}}
        patch.setattr("streamlit.session_state", session)
        state = Key(session)
        inspection_results.take_acts(state, job)
    return state


def place_of(job, file: str) -> int:
    (place,) = [number for number, row in enumerate(job.rows) if row.file == file]
    return place


def test_a_correction_taken_back_leaves_the_folders_class(inspected):
    _, job = inspected
    first = place_of(job, "scratches/a.png")
    label = {"act": "label", "row": first}
    sent_acts(job, label | {"label": 0}, label | {"label": None})
    assert job.record.decisions().corrections == {}


def test_a_threshold_moved_in_the_table_is_kept(inspected):
    _, job = inspected
    before = job.record.decisions()
    sent_acts(job, {"act": "accept", "threshold": 0.25, "unlike": True})
    kept = job.record.decisions().acceptance
    assert (kept.threshold, kept.unlike) == (0.25, True)
    job.record.decide(before)


def test_a_click_in_the_table_opens_the_image(inspected):
    _, job = inspected
    first = place_of(job, "crazing/c.png")
    assert sent_acts(job, {"act": "open", "row": first}).inspection_row == first


def test_an_opened_file_that_could_not_be_read_says_why(inspected):
    page, job = inspected
    place = place_of(job, "crazing/broken.png")
    page.session_state["f_inspection_row"] = place
    page = checked(page.run())
    reason = job.rows[place].error
    assert any(reason[1:] in warning.value for warning in page.warning)


def test_folders_hold_each_file_that_could_be_read_once(inspected):
    _, job = inspected
    with zipfile.ZipFile(io.BytesIO(inspection_results.folders_of(job))) as archive:
        names = [name for name in archive.namelist() if name.endswith(".png")]
    assert sorted(name.rpartition("/")[2] for name in names) == sorted(
        name.rpartition("/")[2] for name in FILES if "broken" not in name
    )


def test_an_inspection_that_was_stopped_continues_with_the_files_that_are_missing(
    inspected, steel_run
):
    _, job = inspected
    begun = InspectionRecord.create(job.task)
    begun.append(job.rows[:2])
    page = open_page(steel_run, **VIEW, **{Key.INSPECTION: begun.key})
    assert any("2 of 5 files by" in text.value for text in page.markdown)
    checked(page.button(Key.INSPECT_CONTINUE).click().run())
    continued = caches.inspection_job(begun.key)
    continued.wait()
    assert [row.file for row in continued.rows[:2]] == [row.file for row in job.rows[:2]]
    assert {row.file for row in continued.rows} == FILES.keys()
    assert any("5 files by" in text.value for text in checked(page.run()).markdown)


def test_the_same_files_are_inspected_by_the_model_that_is_chosen(inspected, digit_run):
    _, job = inspected
    page = open_page(digit_run, **VIEW, **{Key.INSPECTION: job.record.key})
    checked(page.button(Key.INSPECT_AGAIN).click().run())
    other = caches.inspection_job(page.session_state["f_open_inspection"])
    other.wait()
    assert (other.task.model, other.task.source) == (digit_run.id, job.task.source)
    assert {row.file for row in other.rows} == FILES.keys()


def test_other_files_leads_back_to_the_input(inspected, steel_run):
    _, job = inspected
    page = open_page(steel_run, **VIEW, **{Key.INSPECTION: job.record.key})
    checked(page.button(Key.INSPECT_OTHER).click().run())
    assert Key.INSPECT_FILES in [field.key for field in page.file_uploader]


def test_files_that_are_gone_leave_the_answers_and_a_sentence(inspected, steel_run, monkeypatch):
    _, job = inspected
    monkeypatch.setattr(uploads, "find", lambda key: None)
    page = open_page(steel_run, **VIEW, **{Key.INSPECTION: job.record.key})
    assert any("**Inspected files**: 5 files" in text.value for text in page.markdown)
    page.session_state["f_inspection_row"] = place_of(job, "scratches/a.png")
    page = checked(page.run())
    assert page.warning[0].value == "The inspected files are no longer on this server."
