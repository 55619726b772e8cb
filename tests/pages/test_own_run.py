"""A run that was trained here has what shipped models have: its card, and doubt."""

import shutil

import numpy as np
import pytest

from cnnviz import data, images
from cnnviz.evaluation.ood import DOUBT
from cnnviz.evaluation.virtual_logit import load_detector
from cnnviz.layers import Dense, Flatten
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from cnnviz.utils.text import percent
from tests.cli.command import call
from tests.pages.feature_maps_page import answered, open_page, png, upload

RNG = np.random.default_rng(0)
# Bright squares, stripes and noise with a dark frame, so that they are read light on dark.
UNLIKE = [np.full((26, 26), 255), np.tile([0, 255], (26, 13)), np.tile([[0], [255]], (13, 26))]
UNLIKE += [RNG.integers(low, 256, (26, 26)) for low in (0, 60, 120, 180, 240)]


@pytest.fixture(scope="module")
def run(cnnviz_home):
    """A network trained on the built-in digits for three epochs."""
    from cnnviz.training import job

    layers = (Flatten(), Dense(16, "relu"))
    run = RunFolder.create(RunConfig("digits", "small", epochs=3, batch_size=32, layers=layers))
    assert job.train_run(run).status == "done"
    yield run
    shutil.rmtree(run.path)


@pytest.fixture(scope="module")
def inputs(run) -> tuple[np.ndarray, np.ndarray]:
    """A picture far above the run's threshold and a test image below it, by Keras's features."""
    from cnnviz.models import open_model
    from cnnviz.models.layer_outputs import ObservedModel

    observed = ObservedModel(open_model(run.model))
    detector = load_detector(run.model.with_suffix(".npz"))
    test = data.load("digits").test
    others = np.stack([np.pad(each, 1).astype(np.uint8)[..., None] for each in UNLIKE])
    near = detector.distances(observed.features(test.scaled))
    far = detector.distances(observed.features(images.to_float(others)))
    threshold = run.card().ood.threshold
    assert (near <= threshold).mean() > 0.9
    assert far.max() > threshold
    return others[far.argmax()][..., 0], test.images[near.argmin()][..., 0]


def test_feature_maps_shows_the_card_of_an_own_run(engine, run):
    text = " ".join(each.value for each in open_page(run).markdown)
    evaluation = run.evaluation()
    assert f"**{percent(evaluation.accuracy, 2)}** accuracy on 270 unseen test images" in text
    assert f"**{percent(evaluation.calibration_error, 2)}** calibration error" in text


def test_feature_maps_doubts_what_an_own_run_has_learned_nothing_like(engine, run, inputs):
    unlike, digit = inputs
    page = open_page(run, **{Key.INPUT: "Upload"})
    page.session_state[Key.AS_MNIST] = False
    assert answered(upload(page, "digit.png", png(digit)))[0]["doubt"] != DOUBT
    assert answered(upload(page, "unlike.png", png(unlike)))[0]["doubt"] == DOUBT


def test_predict_doubts_it_too(run, inputs, tmp_path, capsys):
    files = [tmp_path / "unlike.png", tmp_path / "digit.png"]
    for file, pixels in zip(files, inputs, strict=True):
        file.write_bytes(images.png_bytes(pixels[..., None]))
    status, (unlike, known), _ = call(capsys, "predict", run.path, *files)
    assert (status, unlike["doubt"]) == (0, DOUBT)
    assert known["doubt"] != DOUBT  # at most, that it is not certain
