"""Inspection of images by a network that answers by their brightness."""

import base64
import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnviz import images
from cnnviz.data import files
from cnnviz.evaluation import inspection_export as export
from cnnviz.evaluation.doubt import UNLIKE, Doubt, DoubtRule
from cnnviz.evaluation.inspection import Acceptance, Counts, Inspector, Row, count, truths_of
from cnnviz.evaluation.inspection_record import Decisions, InspectionRecord, Task
from cnnviz.evaluation.inspection_report import Heading, report
from cnnviz.evaluation.tiles import Tile
from cnnviz.models import ModelInfo
from cnnviz.utils.errors import InputError
from tests.small_data import write_folder
from tests.small_networks import LAYERS

CLASSES = ("dark", "bright")
INFO = ModelInfo("levels", CLASSES, (8, 8, 1), LAYERS, "none")


def by_brightness(batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    bright = batch.mean(axis=(1, 2, 3))
    return np.stack([1 - bright, bright], axis=1), bright[:, np.newaxis]


def png(level: int, height: int = 8, width: int = 8) -> bytes:
    return images.png_bytes(np.full((height, width, 1), level, np.uint8))


def inspector(content: dict[str, bytes], tile: int | None = None, **truths: int) -> Inspector:
    return Inspector(DoubtRule(INFO), by_brightness, content.__getitem__, truths, tile)


def test_each_image_gets_the_network_s_answer_in_the_order_of_the_files():
    rows = inspector({"a": png(255), "b": png(51)}).rows(["b", "a"])
    assert [(row.file, row.label) for row in rows] == [("b", 0), ("a", 1)]
    assert rows[0].probabilities == pytest.approx((0.8, 0.2))


def test_a_broken_file_is_refused_and_the_others_are_inspected():
    rows = inspector({"a": png(255), "b": b"no image", "c": png(0)}).rows(["a", "b", "c"])
    assert [row.label for row in rows] == [1, None, 0]
    assert rows[1].error.startswith("this file is not a readable image")


def test_a_sheet_is_examined_in_tiles_and_its_answer_is_their_mean():
    sheet = np.zeros((8, 24, 1), np.uint8)
    sheet[:, 12:] = 255
    (row,) = inspector({"sheet": images.png_bytes(sheet)}, tile=8).rows(["sheet"])
    assert [tile.left for tile in row.tiles] == [0, 4, 8, 12, 16]
    assert [tile.label for tile in row.tiles] == [0, 0, 0, 1, 1]  # the third is half and half
    assert row.probabilities == pytest.approx((0.5, 0.5))
    (whole,) = inspector({"sheet": images.png_bytes(sheet)}).rows(["sheet"])
    assert not whole.tiles


ROWS = [
    Row("right/a.png", (0.05, 0.95), truth=1, size=(8, 8)),
    Row("b.png", (0.3, 0.7), truth=1, size=(8, 8)),
    Row("c.png", (0.99, 0.01), truth=1, size=(8, 8)),
    Row("d.png", (0.99, 0.01), Doubt(UNLIKE, "It is unlike.", 1.5), size=(8, 8)),
    Row("=e.png", error="it is broken"),
]


def test_misses_are_wrong_and_accepted_false_alarms_right_and_not():
    assert count(ROWS, Acceptance(0.9), {}) == Counts(2, 2, 1, 3, 1, 1, 1)
    assert count(ROWS, Acceptance(0.5), {}) == Counts(3, 1, 1, 3, 1, 1, 0)
    assert count(ROWS, Acceptance(1.0), {}) == Counts(0, 4, 1, 3, 1, 0, 2)


def test_an_image_unlike_the_training_data_is_accepted_only_if_asked_for():
    assert count(ROWS, Acceptance(0.9, unlike=True), {}).accepted == 3


def test_a_correction_counts_as_the_true_class():
    assert count(ROWS, Acceptance(0.9), {"c.png": 0}) == Counts(2, 2, 1, 3, 0, 0, 1)


def test_true_classes_are_read_from_folders_whatever_the_order_of_the_network_s(tmp_path):
    folder = write_folder(tmp_path / "levels", count=2)
    with files.opened(folder) as source:
        found = truths_of(source, folder, ("Dark", "bright"))
    assert found == {
        **{f"dark/dark_{n}.png": 0 for n in range(2)},
        **{f"bright/bright_{n}.png": 1 for n in range(2)},
    }


def test_folders_that_are_no_classes_of_the_network_give_no_truth(tmp_path):
    folder = write_folder(tmp_path / "levels", count=2)
    with files.opened(folder) as source:
        assert truths_of(source, folder, ("cat", "dog")) == {}


DECIDED = Decisions({"b.png": 0}, Acceptance(0.9))


def test_the_table_has_a_line_per_file_and_runs_nothing_in_a_spreadsheet():
    lines = list(csv.DictReader(io.StringIO(export.table(ROWS, CLASSES, DECIDED))))
    assert [line["file"] for line in lines] == [*(row.file for row in ROWS[:4]), "'=e.png"]
    assert [line["accepted"] for line in lines] == ["yes", "no", "yes", "no", "no"]
    first, second, *_, last = lines
    assert (first["class"], first["true"], float(first["probability"])) == (
        "bright",
        "bright",
        0.95,
    )
    assert second["corrected"] == "dark"
    assert (last["class"], last["error"], last["probability of dark"]) == ("", "it is broken", "")


def names_in(packed: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return archive.namelist()


def test_files_leave_in_folders_by_corrected_or_accepted_class():
    packed = export.folders(ROWS, CLASSES, DECIDED, lambda file: file.encode())
    assert names_in(packed) == ["bright/a.png", "dark/b.png", "dark/c.png", "not accepted/d.png"]
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.read("bright/a.png") == b"right/a.png"


def test_two_files_of_one_name_are_both_kept():
    rows = [replace(ROWS[0], file=f"{folder}/a.png") for folder in "xyz"]
    packed = export.folders(rows, CLASSES, DECIDED, str.encode)
    assert names_in(packed) == ["bright/a.png", "bright/a (2).png", "bright/a (3).png"]


def test_a_data_set_has_corrections_then_known_classes_then_accepted_answers():
    packed = export.data_set(ROWS, CLASSES, DECIDED, str.encode)
    assert names_in(packed) == ["bright/a.png", "dark/b.png", "bright/c.png"]


def test_a_data_set_of_one_class_is_refused():
    with pytest.raises(InputError, match="at least two classes, got 1 of bright"):
        export.data_set(ROWS[:1], CLASSES, DECIDED, str.encode)


def test_a_report_is_one_file_without_scripts_or_links():
    sheet = Row(
        "sheet", (0.9, 0.1), size=(8, 16), tiles=(Tile(0, 0, 8, 0, 0.9), Tile(0, 8, 8, 1, 1))
    )
    html = report(
        Heading("A & B", "levels", "2026-11-29"),
        [*ROWS, replace(ROWS[0], file="<b>.png"), sheet],
        CLASSES,
        DECIDED,
        lambda file: png(100, 8, 16),
    )
    assert "<script" not in html
    assert "http" not in html
    assert "&lt;b&gt;.png" in html
    assert "A &amp; B" in html
    assert "=e.png: it is broken" in html
    assert "Worst tile: dark, 90.0 %, at row 1, column 1." in html


def test_a_report_shows_what_the_answers_to_a_sheet_rest_on_beside_its_classes():
    sheet = Row("sheet", (0.9, 0.1), size=(8, 16), tiles=(Tile(0, 0, 8, 0, 0.9),))
    heading = Heading("Plates", "levels", "2026-11-29")
    given = heading, [sheet], CLASSES, DECIDED, lambda file: png(100, 8, 16)
    without, shown = report(*given), report(*given, sheets={"sheet": b"a map"})
    assert "Grad-CAM" not in without
    assert "Second picture: Grad-CAM" in shown
    assert shown.count("<img") == without.count("<img") + 1
    assert base64.b64encode(b"a map").decode() in shown


def test_a_report_never_says_that_an_answer_is_certain():
    heading = Heading("plates", "levels", "2026-11-29")
    html = report(heading, [Row("a", (0.0, 1.0))], CLASSES, DECIDED, str.encode)
    assert "&gt; 99.9 %</td>" in html
    assert "100.0 %" not in html


@pytest.fixture
def record(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return InspectionRecord.create(Task("upload-1", "mnist", CLASSES, 200))


def test_an_inspection_is_found_again_as_it_was_left(record):
    tiled = replace(ROWS[0], file="t", tiles=(Tile(1, 2, 3, 1, 0.5, UNLIKE),), thumbnail=b"\xff")
    record.append(ROWS[:2])
    record.append([tiled, *ROWS[2:]])
    record.decide(DECIDED)
    again = InspectionRecord(record.key)
    assert again.task() == Task("upload-1", "mnist", CLASSES, 200)
    assert again.rows() == [*ROWS[:2], tiled, *ROWS[2:]]
    assert again.decisions() == DECIDED


def test_a_line_that_was_cut_short_is_left_out(record):
    record.append(ROWS[:2])
    path = record.path / "rows.jsonl"
    path.write_text(path.read_text("utf-8")[:-9])
    assert record.rows() == ROWS[:1]


def test_the_oldest_inspections_make_room(record, monkeypatch):
    monkeypatch.setattr("cnnviz.evaluation.inspection_record.MOST_KEPT", 2)
    task = record.task()
    for _ in range(3):
        InspectionRecord.create(task)
    assert len(list(record.path.parent.iterdir())) == 2


@pytest.mark.parametrize("key", ["../../etc", "", "0123456789abcdef"])
def test_an_inspection_that_is_not_there_is_refused(record, key):
    with pytest.raises(InputError):
        InspectionRecord(key).task()


def test_real_steel_has_its_classes_in_the_names_of_files(real_neu):
    with files.opened(Path(real_neu)) as source:
        found = truths_of(source, Path(real_neu), ("scratches", "crazing"))
    assert len(found) == 480
    assert {label for file, label in found.items() if "crazing" in file} == {1}
