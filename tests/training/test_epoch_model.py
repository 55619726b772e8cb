"""A run's network at an epoch is found by its name, and opened from its checkpoint."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.engine.inference import Inference
from cnnviz.images import to_float
from cnnviz.layers import BatchNorm, Conv2D, Dense, Dropout, Flatten
from cnnviz.networks.build import build
from cnnviz.training import checkpoint, epoch_model, job
from cnnviz.training.catalog import at_epoch, catalog, find
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.small_data import write_folder

LAYERS = (Conv2D(3), BatchNorm(), Flatten(), Dropout(0.2), Dense(4))


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> RunFolder:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(home))
        data = write_folder(home / "steel")
        config = RunConfig(str(data), "tiny", epochs=3, batch_size=8, layers=LAYERS)
        run = RunFolder.create(config, paths.runs() / "20261128-1-tiny-ab12")
        assert job.train_run(run).status == "done"
        yield run


def predicted(run: RunFolder, epoch: int, images: np.ndarray) -> np.ndarray:
    model = build(LAYERS, images.shape[1:], 2)
    checkpoint.restore_weights(run.checkpoint(epoch), model)
    return model.predict(images, verbose=0)


def test_a_name_leads_to_its_run_and_epoch(run):
    assert epoch_model.find(epoch_model.name_of(run.id, 2)) == (run, 2)


@pytest.mark.parametrize("name", ["lecture-mnist", "", "@2", "run@", "run@0", "run@x", "a@1@x"])
def test_other_names_are_no_epochs(run, name):
    assert epoch_model.find(name) is None


def test_an_epoch_without_a_checkpoint_is_refused_with_those_there_are(run):
    with pytest.raises(InputError, match=r"no checkpoint of epoch 9; it has: 1, 2, 3"):
        epoch_model.find(f"{run.id}@9")


def test_an_unknown_run_is_refused(run):
    with pytest.raises(InputError, match="there is no run"):
        epoch_model.find("../secret@1")


def test_an_entry_at_an_epoch_describes_the_runs_network(run):
    entry = at_epoch(f"{run.id}@2")
    info = entry.info
    assert (info.name, info.classes, info.dataset) == ("tiny, epoch 2", ("bright", "dark"), "steel")
    assert info.layers == LAYERS
    assert info.input_shape == run.config().load_data().input_shape
    assert entry.path == run.checkpoint(2)
    assert at_epoch("lecture-mnist") is None


def test_a_run_of_an_older_version_is_described_by_its_model(run):
    path = run.records.watched_path
    kept = path.read_bytes()
    path.unlink()
    try:
        info = epoch_model.describe(run, 2)
    finally:
        path.write_bytes(kept)
    assert (info.classes, info.path) == (("bright", "dark"), run.checkpoint(2))


def test_the_engine_predicts_with_the_weights_of_each_epoch(run):
    images = to_float(run.records.watched().pictures)
    inference = Inference()
    before = len(inference._models)
    for epoch in (1, 3, 2, 1):
        got = inference.predict(str(run.checkpoint(epoch)), images)
        np.testing.assert_allclose(got, predicted(run, epoch, images), rtol=1e-4, atol=1e-6)
    assert len(inference._models) == before + 1


def test_a_damaged_checkpoint_is_a_sentence_and_the_next_try_opens_it(run):
    inference = Inference()
    images = to_float(run.records.watched().pictures)
    path = run.checkpoint(2)
    kept = path.read_bytes()
    path.write_bytes(kept[:1000])
    try:
        with pytest.raises(InputError, match=r"the checkpoint 02\.npz is damaged"):
            inference.predict(str(path), images)
    finally:
        path.write_bytes(kept)
    got = inference.predict(str(path), images)
    np.testing.assert_allclose(got, predicted(run, 2, images), rtol=1e-4, atol=1e-6)


def test_a_run_that_trains_is_offered_at_its_newest_epoch(run):
    ended = run.state()
    try:
        run.write_state(replace(ended, status="running"))
        (entry,) = [each for each in catalog().entries if each.key == run.id]
        assert (entry.training, entry.path) == (True, run.checkpoint(3))
        assert entry.label.endswith("training")
        assert find(run.id).path == run.checkpoint(3)
    finally:
        run.write_state(ended)
    (entry,) = [each for each in catalog().entries if each.key == run.id]
    assert (entry.training, entry.path) == (False, run.model)
