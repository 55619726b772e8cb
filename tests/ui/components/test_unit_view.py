"""What the explanation of a unit sends: the largest patches in full, the rest as one sum."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.explain.forward import Network, forward
from cnnviz.explain.unit import explain
from cnnviz.layers import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Conv2DTranspose,
    Dense,
    Dropout,
    Flatten,
    LeakyReLU,
    MaxPool2D,
    Residual,
)
from cnnviz.networks import trace
from cnnviz.ui.components import unit_view
from cnnviz.ui.components.unit_view import asked, unit_data
from tests.ui.components.test_crafted_messages import MESSAGES
from tests.ui.components.test_packing import unpack

CLASSES = ("cat", "dog", "cow")
LAYERS = (
    Conv2D(9, padding="same", activation="relu"),
    MaxPool2D(),
    Conv2D(4, padding="same"),
    BatchNorm(),
    Residual(1),
    LeakyReLU(),
    AveragePool2D(),
    Conv2DTranspose(3, 2, 2),
    Flatten(),
    Dropout(0.5),
    Dense(20),
)
SHAPE = (8, 6, 1)
ROWS = tuple(trace(LAYERS, SHAPE, len(CLASSES)))
IMAGE = np.random.default_rng(0).random(SHAPE, np.float32)


def network() -> Network:
    chance = np.random.default_rng(1)
    shapes = {row.name: row.layer.weight_shapes(row.input_shape) for row in ROWS}
    weights = {
        name: tuple(
            chance.uniform(0.1, 1, shape).astype(np.float32) - (len(shape) > 1) / 2
            for shape in each
        )
        for name, each in shapes.items()
    }
    return Network(ROWS, weights)


def sent(path, shown: int = 0):
    layer, *place = path[-1]
    net = network()
    found = explain(net, IMAGE, forward(net, IMAGE), layer, tuple(place))
    header, values = unpack(unit_data(found, path, ROWS, IMAGE, CLASSES, shown))
    return found, header, values


def test_the_largest_patches_are_sent_in_full_and_the_others_as_one_sum():
    found, header, values = sent([[2, 1, 1, 0]])
    (source,) = header["sources"]
    assert (len(source["shown"]), source["others"]) == (unit_view.SHOWN, 3)
    assert source["rest"] == pytest.approx(found.patches[0].parts[6:].sum())
    picture, patches = np.split(values, [IMAGE.size])
    np.testing.assert_array_equal(picture, IMAGE.ravel())
    first, weights, products = (part.reshape(6, 3, 3) for part in np.split(patches, 3))
    np.testing.assert_array_equal(first, found.patches[0].values[:6])
    np.testing.assert_array_equal(weights, found.patches[0].weights[:6])
    parts = [patch["part"] for patch in source["shown"]]
    np.testing.assert_allclose(products.sum(axis=(1, 2)), parts, rtol=1e-5, atol=1e-6)
    assert [line["text"] for line in header["lines"]] == ["Sum of 9 partial sums", "+ bias"]


def test_more_patches_are_sent_where_they_are_asked_for():
    _, header, _ = sent([[2, 1, 1, 0]], shown=9)
    assert (len(header["sources"][0]["shown"]), header["sources"][0]["others"]) == (9, 0)


def test_a_softmax_is_sent_whole_with_its_sum():
    found, header, _ = sent([[11, 1]])
    assert [each["name"] for each in header["classes"]] == list(CLASSES)
    assert sum(each["share"] for each in header["classes"]) == pytest.approx(1)
    assert header["total"] == pytest.approx(sum(e["exponential"] for e in header["classes"]))
    assert header["classes"][1]["share"] == pytest.approx(header["value"]) == found.value
    assert header["crumbs"] == ["output: class dog"]


@pytest.mark.parametrize(
    ("unit", "texts", "source"),
    [
        ([0, 0, 0, 1], ["Sum of 1 partial sum", "+ bias", "ReLU"], "input"),
        ([1, 0, 0, 1], ["Largest cell of the window"], "conv_1"),
        (
            [3, 0, 0, 1],
            ["− mean", "÷ standard deviation", "× learned scale", "+ learned shift"],
            "conv_2",
        ),
        ([4, 0, 0, 1], ["Sum of both branches"], "batch_norm_1"),
        ([5, 0, 0, 1], ["leaky ReLU, slope 0.20 below 0"], "residual_1"),
        ([6, 0, 0, 1], ["Sum of 4 cells", "÷ number of cells"], "leaky_relu_1"),
        ([8, 2], ["Only moved: the value of its one cell"], "transposed_conv_1"),
        ([9, 2], ["Dropout acts in training only: the value of its one cell"], "flatten_1"),
        ([10, 2], ["Sum of 24 products", "+ bias"], "dropout_1"),
    ],
)
def test_every_step_is_said_in_words(unit, texts, source):
    _, header, _ = sent([unit])
    assert [line["text"] for line in header["lines"]] == texts
    assert header["sources"][0]["name"] == source


def test_a_path_is_named_unit_by_unit():
    _, header, _ = sent([[11, 0], [10, 7], [8, 3], [1, 0, 1, 2]])
    assert header["crumbs"] == [
        "output: class cat",
        "dense_1: unit 8",
        "flatten_1: unit 4",
        "max_pool_1: channel 3, row 1, column 2",
    ]


def test_a_large_input_is_sent_by_every_nth_pixel(monkeypatch):
    monkeypatch.setattr(unit_view, "LONGEST_SIDE", 4)
    _, header, values = sent([[11, 0]])
    assert (header["input"], header["step"]) == ([4, 3, 1], 2)
    np.testing.assert_array_equal(values[:12], IMAGE[::2, ::2].ravel())


def test_nothing_is_explained_without_a_unit():
    header, values = unpack(unit_data(None, [], ROWS, None, CLASSES))
    assert (header, values.size) == ({"path": [], "second": []}, 0)


@given(MESSAGES | st.fixed_dictionaries({"path": MESSAGES, "shown": MESSAGES}))
def test_a_crafted_message_asks_for_nothing_or_for_a_unit_that_is_there(message):
    path, shown = read(message)
    assert isinstance(path, list)
    assert 0 <= shown <= unit_view.MOST_SHOWN


def read(message):
    from unittest.mock import patch

    with patch.object(unit_view.st, "session_state", {"unit": {"ask": message}}):
        return asked("unit", ROWS)


@pytest.mark.parametrize(
    "path",
    [[[12, 0]], [[-1, 0, 0, 0]], [[0, 0, 0]], [[0, 8, 0, 0]], [[0, True, 0, 0]], [[]], ["0"], [0]],
)
def test_a_unit_that_is_not_there_is_not_asked_for(path):
    assert read({"path": path, "shown": 0}) == ([], 0)


@pytest.mark.parametrize(("sent", "model"), [(1, 1), (0, 0), ("1", 0), (None, 0), (2, 0)])
def test_a_unit_is_of_the_second_model_only_where_that_is_said(sent, model):
    from unittest.mock import patch

    state = {"unit": {"ask": {"path": [], "shown": 0, "model": sent}}}
    with patch.object(unit_view.st, "session_state", state):
        assert unit_view.asked_model("unit") == model


def test_a_path_of_units_is_read():
    assert read({"path": [[11, 0], [0, 7, 5, 8]], "shown": 9999}) == (
        [[11, 0], [0, 7, 5, 8]],
        unit_view.MOST_SHOWN,
    )


def test_a_path_is_written_for_a_link_and_read_again():
    layer = next(at for at, row in enumerate(ROWS) if len(row.output_shape) == 3)
    path = [[len(ROWS) - 1, 0], [layer, 1, 0, 2]]
    text = unit_view.written(path, ROWS)
    assert text == f"{ROWS[-1].name}.1~{ROWS[layer].name}.2.1.3"
    assert unit_view.read(text, ROWS) == path
    assert unit_view.read("", ROWS) == []
    for wrong in ("nothing.1", f"{ROWS[layer].name}.1", f"{ROWS[layer].name}.a.1.1"):
        with pytest.raises(ValueError, match=r"no unit|invalid literal"):
            unit_view.read(wrong, ROWS)
