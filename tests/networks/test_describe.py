import pytest

from cnnviz.layers import (
    KINDS,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPool2D,
    ReLU,
)
from cnnviz.networks import follow
from cnnviz.networks.describe import describe, name_and_what


def summary_of(layer, shape):
    return next(follow([("layer", layer)], shape))


WORDS = {
    "conv 3 × 3, 32 filters, ReLU → 26 × 26 × 32": Conv2D(32, activation="relu"),
    "conv 3 × 3, stride 2, 8 filters → 13 × 13 × 8": Conv2D(8, 3, 2),
    "conv 3 × 3, dilation 2, groups 4, 4 filters → 24 × 24 × 4": Conv2D(4, dilation=2, groups=4),
    "largest of each 2 × 2 block → 14 × 14 × 4": MaxPool2D(),
    "largest of each 3 × 3 window, stride 2 → 13 × 13 × 4": MaxPool2D(3, 2),
    "mean of each 2 × 2 block → 14 × 14 × 4": AveragePool2D(2, 2),
}


@pytest.mark.parametrize("words", WORDS)
def test_a_layer_is_described_in_one_line(words):
    assert describe(summary_of(WORDS[words], (28, 28, 4))) == words


def test_every_layer_has_words_of_its_own():
    layers = [kind(**kind.start) for name, kind in KINDS.items() if name != "Residual"]
    shapes = [(8,) if isinstance(layer, Dense) else (8, 8, 1) for layer in layers]
    pairs = zip(layers, shapes, strict=True)
    described = {describe(summary_of(*pair)).split(" → ")[0] for pair in pairs}
    assert len(described) == len(KINDS) - 1


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (MaxPool2D(), "max pool: largest of each 2 × 2 block"),
        (Flatten(), "flatten: all cells in one row"),
        (BatchNorm(), "batch norm: each channel scaled and shifted"),
        (Dropout(0.3), "dropout: sets 30 % to 0, in training only"),
        (Conv2D(8), "conv 3 × 3, 8 filters"),
        (Dense(10), "dense, 10 units"),
        (ReLU(), "ReLU: negative values become 0"),
    ],
)
def test_what_a_layer_does_follows_its_name_which_stands_there_once(layer, words):
    assert name_and_what(layer) == words
