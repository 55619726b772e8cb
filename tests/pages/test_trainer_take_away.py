"""What a finished run offers to take away, and that each file is made by the workers."""

import csv
import io
import zipfile
from dataclasses import replace

import numpy as np
import onnxruntime
import pytest

from cnnviz import data, models
from cnnviz.layers import Flatten
from cnnviz.models import ModelInfo
from cnnviz.training.config import RunConfig
from cnnviz.training.events import EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.ui.trainer import take_away
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.pages.trainer_page import open_page

pytestmark = pytest.mark.usefixtures("no_runs")
LABELS = ["Keras", "ONNX", "History", "Predictions", "TensorBoard", "Script", "Notebook"]


@pytest.fixture
def run() -> RunFolder:
    """A finished run on digits, whose network has its first weights."""
    from cnnviz.networks.build import build

    digits = data.load("digits")
    config = RunConfig(layers=(Flatten(),)).for_data(digits)
    run = RunFolder.create(config, paths.runs() / "20260101-101010-made-0001")
    run.append(EpochEvent(1, 1.0, 0.5, 1.0, 0.5, 1.0, 1.0))
    info = ModelInfo("own", digits.classes, digits.input_shape, config.layers, "digits")
    models.save(build(config.layers, digits.input_shape, 10), info, run.model)
    run.write_state(State("done"))
    return run


def offered(run: RunFolder) -> list[str]:
    page = open_page(**{TrainerState.RUN: run.id})
    return [button.proto.label for button in page.get("download_button")]


def test_a_finished_run_offers_its_files(run):
    assert offered(run) == LABELS


def test_a_run_without_a_model_offers_none(run):
    run.model.unlink()
    run.write_state(State("failed", "it stopped"))
    assert offered(run) == []


def test_the_workers_write_the_model_as_onnx_and_for_keras(run, engine, tmp_path):
    images = data.load("digits").test.scaled[:5]
    session = onnxruntime.InferenceSession(engine.exported(run.model, "onnx"))
    (found,) = session.run(None, {"images": images})
    np.testing.assert_allclose(found, engine.predict(run.model, images), atol=1e-5)
    (tmp_path / "again.keras").write_bytes(engine.exported(run.model, "keras"))
    written = replace(models.read_info(tmp_path / "again.keras"), path=run.model)
    assert written == models.read_info(run.model)


def test_the_table_of_predictions_has_the_test_images_and_what_the_network_says(run, engine):
    text = take_away.predictions_table(engine, run, run.config())
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    test = data.load("digits").test
    best = engine.predict(run.model, test.scaled).argmax(axis=1)
    assert [row["file"] for row in rows] == list(test.files)
    assert [int(row["predicted"]) for row in rows] == best.tolist()


def test_the_workers_write_the_logs(run, engine):
    with zipfile.ZipFile(io.BytesIO(take_away.logs_zip(engine, run))) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {"train", "validation"}


def test_data_that_is_another_by_now_is_refused(run):
    with pytest.raises(InputError, match="this run was made with data of fingerprint"):
        take_away.load(replace(run.config(), fingerprint="0" * 64))
