"""Everything that a finished run offers is downloaded in the browser, opened, and right."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from playwright.sync_api import Page, expect

from cnnviz import data
from cnnviz.engine import devices
from cnnviz.training.export.code import NOTEBOOK, SCRIPT
from cnnviz.training.folder import RunFolder
from tests.e2e.test_trainer_steering import shown
from tests.e2e.test_trainer_watch import finished, watched
from tests.training.test_export_tensorboard import scalars

__all__ = ["finished", "watched"]

ONE_THREAD = {"TF_NUM_INTRAOP_THREADS": "1"}  # as a run has it: sums depend on it


@pytest.fixture
def run(watched, server_home) -> RunFolder:
    return shown(watched, server_home)


def downloaded(page: Page, label: str, folder: Path) -> Path:
    """The file behind a button, under the name that the browser is told."""
    button = page.get_by_role("button", name=label, exact=True)
    button.scroll_into_view_if_needed()
    expect(button).to_be_enabled()
    with page.expect_download() as waiting:
        button.click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file


def table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline="")))


def test_onnx_and_the_table_of_predictions_agree_on_every_test_image(watched, run, tmp_path):
    onnx = downloaded(watched, "ONNX", tmp_path)
    rows = table(downloaded(watched, "Predictions", tmp_path))
    test = data.load("digits").test
    (found,) = onnxruntime.InferenceSession(onnx).run(None, {"images": test.scaled})
    assert [row["file"] for row in rows] == list(test.files)
    said = np.array(
        [[float(row[f"probability of {name}"]) for name in "0123456789"] for row in rows]
    )
    np.testing.assert_allclose(found, said, atol=1e-5)
    right = (found.argmax(axis=1) == test.labels).mean()
    assert right == pytest.approx(run.evaluation().accuracy)


def test_history_and_tensorboard_hold_the_run_s_epochs(watched, run, tmp_path):
    epochs = run.history().epochs
    rows = table(downloaded(watched, "History", tmp_path))
    assert [float(row["validation_loss"]) for row in rows] == pytest.approx(
        [each.validation_loss for each in epochs], rel=1e-5
    )
    logs = downloaded(watched, "TensorBoard", tmp_path)
    with zipfile.ZipFile(logs) as archive:
        (name,) = [each for each in archive.namelist() if each.startswith("validation/")]
        written = scalars(archive.read(name), tmp_path / "events")
    losses = [value for tag, _, value in written if tag == "epoch_loss"]
    assert losses == pytest.approx([each.validation_loss for each in epochs], rel=1e-5)


def test_the_script_repeats_the_run_and_the_notebook_has_its_code(watched, run, tmp_path):
    for label in ("Script", "Notebook"):
        with zipfile.ZipFile(downloaded(watched, label, tmp_path)) as archive:
            archive.extractall(tmp_path / label)
    cells = json.loads((tmp_path / "Notebook" / NOTEBOOK).read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    script = (tmp_path / "Script" / SCRIPT).read_text("utf-8")
    assert all(line in script for cell in code for line in cell.splitlines())
    done = subprocess.run(
        [sys.executable, SCRIPT],
        cwd=tmp_path / "Script",
        env=os.environ | devices.ON_CPU | ONE_THREAD,
        capture_output=True,
        text=True,
        check=True,
    )
    found = run.evaluation()
    assert f"270 test images: loss {found.loss:.4f}, accuracy {found.accuracy:.4f}" in done.stdout
