"""Attribution maps against finite differences, axioms, and sums written out."""

from itertools import pairwise

import numpy as np
import pytest

from cnnviz.explain import variants
from cnnviz.explain.attribution import AttributedModel, randomised
from cnnviz.explain.methods import (
    GRAD_CAM,
    GRADIENT,
    INTEGRATED,
    METHODS,
    OCCLUSION,
    SMOOTH_GRAD,
    Target,
)
from cnnviz.layers import BatchNorm, Conv2D, Dense, Flatten, GlobalAveragePool2D, MaxPool2D
from cnnviz.models import ModelInfo
from cnnviz.models.files import Model
from cnnviz.networks.build import build
from cnnviz.utils.errors import InputError

LAYERS = (Conv2D(3, activation="relu"), BatchNorm(), MaxPool2D(), Flatten(), Dense(6, "tanh"))
INFO = ModelInfo("tiny", ("a", "b", "c"), (8, 8, 2), LAYERS, "none")
TARGETS = [Target(1), Target(2, 0)]


def model_of(info: ModelInfo, seed: int = 0) -> Model:
    """A network whose weights are all random, the biases too."""
    rng = np.random.default_rng(seed)
    network = build(info.layers, info.input_shape, len(info.classes))
    network.set_weights(
        [
            rng.uniform(0.2, 1, w.shape) if w.ndim == 1 else rng.normal(0, 0.4, w.shape)
            for w in network.get_weights()
        ]
    )
    return Model(info, network)


@pytest.fixture(scope="module")
def model():
    return model_of(INFO)


@pytest.fixture(scope="module")
def attributed(model):
    return AttributedModel(model)


@pytest.fixture(scope="module")
def image():
    return np.random.default_rng(5).random((8, 8, 2), np.float32)


def score(model: Model, batch: np.ndarray, target: Target) -> np.ndarray:
    """Of Keras's own probabilities: differences of logits are differences of their logarithms.

    A single logit is only known from them up to what all classes share, so the last layer's
    product is written out.
    """
    import keras

    features = keras.Model(model.network.input, model.network.layers[-1].input)(batch).numpy()
    kernel, bias = model.network.layers[-1].get_weights()
    logits = features.astype(float) @ kernel + bias
    difference = 0 if target.rather_than is None else logits[:, target.rather_than]
    return logits[:, target.label] - difference


def slopes(model: Model, image: np.ndarray, target: Target, step: float = 1e-3) -> np.ndarray:
    """Central differences, pixel by pixel."""
    steps = step * np.eye(image.size, dtype=np.float32).reshape(-1, *image.shape)
    ahead, behind = (score(model, image + sign * steps, target) for sign in (1, -1))
    return ((ahead - behind) / (2 * step)).reshape(image.shape)


def test_a_difference_of_logits_is_that_of_the_logarithms_of_probabilities(model, image):
    log = np.log(model.network(image[np.newaxis]).numpy()[0])
    found = score(model, image[np.newaxis], Target(2, 0))[0]
    assert found == pytest.approx(log[2] - log[0], abs=1e-4)


@pytest.mark.parametrize("target", TARGETS)
def test_the_gradient_is_that_of_finite_differences(attributed, model, image, target):
    found = attributed.attribution(image, GRADIENT, target)
    expected = np.abs(slopes(model, image, target)).max(axis=2)
    # A step may cross an edge of a ReLU or of a maximum: at most a few pixels.
    close = np.isclose(found, expected, atol=5e-3 * expected.max())
    assert close.mean() > 0.95


@pytest.mark.parametrize("target", TARGETS)
def test_integrated_gradients_sum_to_the_difference_from_the_blank_image(
    attributed, model, image, target
):
    found = attributed.attribution(image, INTEGRATED, target)
    both = np.stack([image, np.broadcast_to(np.median(image, axis=(0, 1)), image.shape)])
    whole, blank = score(model, both, target)
    assert found.sum() == pytest.approx(whole - blank, rel=0.02, abs=0.02)


def test_smoothgrad_is_the_mean_of_the_gradients_of_noisy_copies(attributed, image):
    noisy = variants.copies(SMOOTH_GRAD, image, 0, variants.COPIES)
    assert np.std(noisy - image) == pytest.approx(0.15 * np.ptp(image), rel=0.05)
    total = sum(attributed.part(copy, GRADIENT, Target(0), 0, 1) for copy in noisy)
    expected = np.abs(total / variants.COPIES).max(axis=2)
    found = attributed.attribution(image, SMOOTH_GRAD, Target(0))
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("target", TARGETS)
def test_occlusion_is_the_mean_drop_over_all_squares_that_cover_a_pixel(
    attributed, model, image, target
):
    whole = score(model, image[np.newaxis], target)[0]
    drops = [[[] for _ in range(8)] for _ in range(8)]
    grey = np.median(image, axis=(0, 1))
    for top in range(8):  # an image of 8 × 8 pixels has squares of one pixel
        for left in range(8):
            covered = image.copy()
            covered[top, left] = grey
            drops[top][left].append(whole - score(model, covered[np.newaxis], target)[0])
    expected = np.array([[np.mean(each) for each in row] for row in drops])
    found = attributed.attribution(image, OCCLUSION, target)
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_squares_overlap_by_half_and_cover_every_pixel():
    covers = np.zeros((28, 30), int)
    for rows, cols in variants.windows(28, 30):
        assert (rows.stop - rows.start, cols.stop - cols.start) == (4, 4)
        covers[rows, cols] += 1
    assert covers.min() >= 1
    assert covers[14, 14] == 4


def test_grad_cam_by_hand():
    """Each map is averaged and read by each class: its weight is the kernel's entry / 16 pixels."""
    layers = (Conv2D(2, 1, activation="relu"), GlobalAveragePool2D())
    info = ModelInfo("cam", ("a", "b"), (4, 4, 1), layers, "none")
    network = build(layers, (4, 4, 1), 2)
    output = np.array([[3.0, -1.0], [0.5, 2.0]])  # rows: maps, columns: classes
    network.set_weights([np.array([[[[1.0, -1.0]]]]), np.array([0.0, 0.6]), output, np.zeros(2)])
    image = np.random.default_rng(0).random((4, 4, 1), np.float32)
    maps = np.maximum(image * [1, -1] + [0, 0.6], 0)
    attributed = AttributedModel(Model(info, network))
    for target, weights in ((Target(0), output[:, 0]), (Target(0, 1), output[:, 0] - output[:, 1])):
        expected = np.maximum((maps * weights / 16).sum(axis=2), 0)
        found = attributed.attribution(image, GRAD_CAM, target, "conv_1")
        np.testing.assert_allclose(found, expected, atol=1e-6)


def test_grad_cams_of_many_images_are_those_of_each(attributed, monkeypatch):
    batch = np.random.default_rng(2).random((5, 8, 8, 2), np.float32)
    targets = [Target(number % 3) for number in range(5)]
    each = [
        attributed.attribution(image, GRAD_CAM, target)
        for image, target in zip(batch, targets, strict=True)
    ]
    monkeypatch.setattr("cnnviz.explain.attribution.VALUES_A_STEP", 600)  # two at a time
    np.testing.assert_allclose(attributed.grad_cams(batch, targets), each, atol=1e-6)
    assert np.min(each) >= 0


@pytest.mark.parametrize("method", [method for method in METHODS if method != GRAD_CAM])
def test_a_map_does_not_depend_on_the_parts_it_is_computed_in(attributed, image, method):
    whole = attributed.attribution(image, method, Target(1))
    count = variants.count(method, image)
    cuts = [0, count // 3, count // 2, count]
    parts = [
        attributed.part(image, method, Target(1), first, last)
        for first, last in pairwise(cuts)
        if last > first
    ]
    total = np.concatenate(parts) if method == OCCLUSION else np.sum(parts, axis=0)
    np.testing.assert_allclose(variants.finished(method, image, total), whole, atol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_with_random_weights_every_map_is_another(model, attributed, image, method):
    """Adebayo et al.: a method whose map stays the same explains nothing of what was learned."""
    random = AttributedModel(randomised(INFO))
    first, second = (each.attribution(image, method, Target(1)) for each in (attributed, random))
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.9


def test_random_weights_follow_from_the_seed_and_leave_normalisation_neutral():
    first, again, other = (randomised(INFO, seed).network.get_weights() for seed in (1, 1, 2))
    for one, same in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, same)
    assert all((a != b).any() for a, b in zip(first, other, strict=True) if a.ndim > 1)
    assert {tuple(np.unique(weights)) for weights in first if weights.ndim == 1} == {(0.0,), (1.0,)}


def test_an_image_of_another_size_is_refused(attributed):
    with pytest.raises(InputError, match="takes images of 8 × 8 × 2, got 9 × 8 × 2"):
        attributed.attribution(np.zeros((9, 8, 2), np.float32), GRADIENT, Target(0))
