"""A finished run explained: classes, calibration, learning order, weights, single images."""

import re
import shutil

import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support

from cnnviz import data, models
from cnnviz.evaluation.calibration import expected_calibration_error
from cnnviz.layers import Conv2D, Flatten
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.learning_order import learning_order
from cnnviz.ui import caches
from cnnviz.ui.trainer import insight
from cnnviz.ui.trainer.one_image import network_pixels
from cnnviz.ui.trainer.state import OpenedImage
from cnnviz.ui.trainer.state import TrainerState as Key
from cnnviz.utils import paths
from cnnviz.utils.text import percent
from tests.damage import DAMAGES
from tests.pages.trainer_page import checked, html, open_page, press
from tests.waiting import wait_until

EPOCHS = 2


@pytest.fixture(scope="module")
def run(cnnviz_home) -> RunFolder:
    """A run of two epochs that has ended, with the records of both."""
    from cnnviz.training import job

    layers = (Conv2D(4, activation="relu"), Flatten())
    config = RunConfig(layers=layers, epochs=EPOCHS).for_data(data.load("digits"))
    made = RunFolder.create(config, paths.runs() / "20260102-101010-seen-0001")
    assert job.train_run(made).status == "done"
    return made


def page_with(run: RunFolder, part: str):
    page = open_page(**{Key.RUN: run.id})
    page.session_state[Key.INSIGHT] = part
    return checked(page.run())


def answers(run: RunFolder) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of all test images, as plain Keras gives them, and the true labels."""
    test = data.load("digits").test
    return np.asarray(models.open_model(run.model).network(test.scaled)), test.labels


def words(page) -> str:
    return " ".join(
        [*(each.value for each in page.markdown), *(each.value for each in page.caption)]
    )


def open_image(
    page, run: RunFolder, split: str, place: int, places: tuple[int, ...] = (), epoch: int = 0
):
    opened = OpenedImage(run.id, split, place, places or (place,), epoch)
    page.session_state["t_opened"] = opened
    return checked(page.run())


def test_classes_have_the_figures_of_scikit_learn(run, engine):
    probabilities, labels = answers(run)
    shown = html(page_with(run, insight.CLASSES))
    for column in precision_recall_fscore_support(labels, probabilities.argmax(axis=1))[:3]:
        for value in column:
            assert percent(float(value)) in shown


def test_calibration_names_its_error(run, engine):
    error = expected_calibration_error(*answers(run))
    page = page_with(run, insight.CALIBRATION)
    assert f"Expected calibration error {percent(error, 2)}" in words(page)
    assert len(page.get("plotly_chart")) >= 1


def test_the_learning_order_counts_each_group(run, engine):
    order = learning_order(caches.recorded_answers(run))
    page = page_with(run, insight.ORDER)
    forgotten = int((order.forgotten > 0).sum())
    images = len(order.forgotten)
    assert f"{forgotten:,} of {images:,} validation images were forgotten" in words(page)
    (groups,) = [each for each in page.button_group if each.key == f"t_order_{run.id}"]
    counts = [int(option.content.split(": ")[1]) for option in groups.proto.options]
    assert counts == [*map(len, order.groups.values()), len(order.suspects)]


@pytest.mark.parametrize("group", ["early", "never"])
def test_a_group_of_the_learning_order_shows_its_images_or_says_that_it_has_none(
    run, engine, group
):
    members = learning_order(caches.recorded_answers(run)).groups[group]
    page = page_with(run, insight.ORDER)
    page.session_state[f"t_order_{run.id}"] = group
    checked(page.run())
    assert ("No image." in words(page)) == (not len(members))


@pytest.mark.parametrize("form", ["Heat map", "Kernels"])
def test_weights_are_shown_with_their_range(run, engine, form):
    page = page_with(run, insight.WEIGHTS)
    layer = next(row.name for row in caches.model_info(run).summaries if row.parameters)
    page.session_state[f"{Key.WEIGHTS_AS}_{layer}"] = form
    checked(page.run())
    weights = models.open_model(run.model).network.get_layer(layer).get_weights()[0]
    assert f"standard deviation {weights.std():.2f}" in words(page)
    assert ("kernel 4 of 4" in html(page)) == (form == "Kernels")


def test_an_open_test_image_has_all_probabilities_and_its_history(run, engine):
    probabilities, labels = answers(run)
    wrong = int(np.flatnonzero(probabilities.argmax(axis=1) != labels)[0])
    page = open_image(page_with(run, insight.CLASSES), run, "test", wrong)
    assert f"Classified as **{probabilities[wrong].argmax()}**" in words(page)
    shown = html(page)
    bars = [float(each) for each in re.findall(r'title="(\d[\d.e-]*)"', shown)]
    np.testing.assert_allclose(bars, probabilities[wrong], atol=1e-6)
    assert [f"epoch {number}:" in shown for number in (1, 2, 3)] == [True, True, False]


def test_the_nearest_training_images_have_the_least_distances(run, engine):
    page = open_image(page_with(run, insight.CLASSES), run, "test", 0)
    config = run.config()
    wait_until(lambda: not caches.features_of(run, config).active, 120, "features")
    shown = html(checked(page.run()))
    network = models.open_model(run.model)
    digits = data.load("digits")
    train = caches.features_of(run, config).train
    pixels = network_pixels(run, digits.test.images[0])
    features = _features(network, train.scaled)
    distances = np.linalg.norm(features - _features(network, pixels[np.newaxis]), axis=1)
    for at in np.argsort(distances)[:5]:
        assert f"{train.files[at]}: " in shown


def _features(network, images: np.ndarray) -> np.ndarray:
    from cnnviz.models.layer_outputs import ObservedModel

    return ObservedModel(network).features(images)


def test_next_opens_the_image_after_it(run, engine):
    page = open_image(page_with(run, insight.CLASSES), run, "test", 3, (3, 5))
    assert "1 of 2" in words(page)
    press(page, "Next")
    assert page.session_state["t_opened"].place == 5


def test_a_validation_image_shows_what_was_recorded(run, engine):
    recorded = caches.recorded_answers(run)
    page = open_image(page_with(run, insight.CLASSES), run, "validation", 0)
    shown = html(page)
    for epoch, answer in zip(recorded.epochs, recorded.answers[:, 0], strict=True):
        assert f"epoch {epoch}: classified as {answer}," in shown


def test_a_validation_image_opened_at_an_epoch_shows_that_epochs_answer(run, engine):
    recorded = caches.recorded_answers(run)
    first, classes = recorded.answers[0], data.load("digits").classes
    place = int(np.argmax(first != recorded.answers[-1]))  # the first whose answer changed
    page = open_image(page_with(run, insight.CLASSES), run, "validation", place, epoch=1)
    assert f"Classified as **{classes[first[place]]}** after epoch 1:" in words(page)
    page = open_image(page_with(run, insight.CLASSES), run, "validation", place)
    assert f"Classified as **{classes[recorded.answers[-1][place]]}**:" in words(page)


def test_images_that_are_others_by_now_are_a_sentence(run, engine, monkeypatch):
    """The run's folder is kept; only what is shown changes."""
    monkeypatch.setattr(caches, "run_samples", lambda config: data.load("steel-synthetic"))
    page = page_with(run, insight.ORDER)
    assert any("others by now" in each.value for each in page.warning)


WRITTEN = ("answers.npz", "model.json", "model.npz", "model.keras")
RECORDED = ("epochs/01.npz", "epochs/02.npz", "epochs/02.record.npz", "epochs/watched.npz")


@pytest.mark.parametrize("kind", ["emptied", "written by half"])
@pytest.mark.parametrize("name", [*WRITTEN, *RECORDED])
def test_no_damaged_file_of_a_trained_run_closes_its_page(run, engine, name, kind):
    damaged = shutil.copytree(run.path, paths.runs() / "20260103-101010-seen-0002")
    try:
        DAMAGES[kind](damaged / name)
        page = page_with(RunFolder(damaged), insight.ORDER)
        page = open_image(page, RunFolder(damaged), "test", 3, epoch=1)
        assert str(damaged.parent) not in words(page)
    finally:
        shutil.rmtree(damaged)
