"""What the film strips send: the computed values, few enough to travel, and words for a layer."""

from math import prod

import numpy as np
import pytest

from cnnviz.explain.kernels import FirstKernels
from cnnviz.layers import BatchNorm, Conv2D, Dense, Dropout, Flatten, MaxPool2D
from cnnviz.models.layer_outputs import Activations, LayerActivation
from cnnviz.networks import ARCHITECTURES, LayerSummary, trace
from cnnviz.networks.describe import describe
from cnnviz.ui.components.feature_strips import strips_data
from cnnviz.ui.components.feature_strips.amount import Asked, in_8_bits
from tests import javascript
from tests.ui.components.test_packing import unpack


def network(name: str):
    return trace(ARCHITECTURES[name].layers, ARCHITECTURES[name].input_shape, 10)


def computed(rows) -> Activations:
    """Values that could be a network's: every one different, some negative."""
    rng = np.random.default_rng(0)
    return Activations(
        tuple(
            LayerActivation(
                row.name, row.layer.kind, rng.normal(size=row.output_shape).astype(np.float32)
            )
            for row in rows
        )
    )


def shown(rows, activations, asked=None) -> tuple[dict, list[np.ndarray]]:
    """The header, and each layer's values apart; then all statistics; a map in full comes last.

    Values in 8 bits are read as reading.js does it.
    """
    header, values = unpack(strips_data(rows, activations, [str(i) for i in range(10)], asked))
    floats, codes = values[: header["floats"]], values[header["floats"] :].view(np.int8)
    parts = []
    for layer, activation in zip(header["layers"], activations.layers, strict=True):
        size = layer["size"]
        if layer["coded"]:
            part, codes = codes[:size], codes[size:]
            units = layer.get("sent", slice(None))
            largest = np.abs(activation.values).max(axis=(0, 1))[units]
            steps, zero = (127, 0) if layer["low"] < 0 else (254, -127)
            part = ((part.reshape(-1, layer["units"]) - float(zero)) / steps * largest).ravel()
        else:
            part, floats = floats[:size], floats[size:]
        parts.append(part)
    statistics = 4 * sum(layer["shape"][2] for layer in header["layers"] if not layer["flat"])
    return header, [*parts, floats[:statistics], floats[statistics:]]


@pytest.mark.parametrize("name", ["mlp", "physics-mnist", "lecture-mnist", "qmul-mnist"])
def test_every_value_of_a_digit_network_is_sent_as_it_was_computed(name):
    rows = network(name)
    activations = computed(rows)
    header, parts = shown(rows, activations)
    for layer, part in zip(activations.layers, parts, strict=False):
        np.testing.assert_array_equal(part, layer.values.ravel())
    assert {layer["step"] for layer in header["layers"]} == {1}


def test_lecture_mnist_takes_less_than_300_kb():
    rows = network("lecture-mnist")
    assert len(strips_data(rows, computed(rows), range(10))) < 300_000


@pytest.mark.parametrize("name", ["lecture-neu", "fast-neu"])
def test_a_network_of_200_by_200_pixels_takes_less_than_3_mb(name):
    rows = network(name)
    assert len(strips_data(rows, computed(rows), range(10))) < 3_000_000


def test_of_large_maps_every_nth_pixel_is_sent_and_the_header_says_so():
    rows = network("lecture-neu")
    activations = computed(rows)
    header, parts = shown(rows, activations)
    step = header["layers"][0]["step"]
    assert step > 1
    values = activations.layers[0].values
    steps = np.abs(values).max(axis=(0, 1)) / 127
    errors = np.abs(parts[0].reshape(-1, values.shape[2]) - values[::step, ::step].reshape(-1, 32))
    assert (errors <= 0.501 * steps).all()


def test_layers_in_8_bits_that_have_no_negative_values_have_steps_half_as_large():
    maps = np.abs(np.random.default_rng(0).normal(size=(9, 9, 5))).astype(np.float32)
    maps[0, 0], maps[..., 4] = 0, 0
    codes = in_8_bits(maps, maps.max(axis=(0, 1)), signed=False)
    read = (codes.astype(float) + 127) / 254 * maps.max(axis=(0, 1))
    assert (np.abs(read - maps) <= 0.501 * maps.max(axis=(0, 1)) / 254).all()
    assert (read[0, 0] == 0).all()


def large() -> tuple[list[LayerSummary], Activations]:
    """A network with 1.2 million pixels to show."""
    layers = (*[Conv2D(32, padding="same")] * 10, Flatten(), Dense(10, "softmax"))
    rows = trace(layers, (64, 64, 1), 10)
    return rows, computed(rows)


def test_of_a_large_network_the_first_layers_and_those_without_maps_come_unasked():
    rows, activations = large()
    header, _ = shown(rows, activations)
    sizes = [layer["size"] for layer in header["layers"]]
    assert sizes == [131_072] * 7 + [0] * 3 + [8192, 10, 10]


def test_layers_that_come_into_sight_are_sent_alone_and_of_the_next_answer_at_once():
    rows, activations = large()
    asked = {"answer": activations.key, "layers": [8, 9], "sight": [7, 8, 9], "map": None}
    header, parts = shown(rows, activations, asked)
    assert [index for index, layer in enumerate(header["layers"]) if layer["size"]] == [8, 9]
    largest = np.abs(activations.layers[9].values).max()
    np.testing.assert_allclose(parts[9], activations.layers[9].values.ravel(), atol=largest / 254)
    assert parts[-2].size == 4 * 320  # the statistics of all maps come with each message
    other = computed(rows)
    sizes = [layer["size"] for layer in shown(rows, other, asked)[0]["layers"]]
    assert [index for index, size in enumerate(sizes) if not size] == [4, 5, 6]


def test_the_browser_reads_values_in_8_bits_and_keeps_the_layers_that_it_has():
    rows, activations = large()
    activations.layers[8].values[:] = np.abs(activations.layers[8].values)
    asked = {"answer": activations.key, "layers": [8], "map": [9, 3]}
    sent = [strips_data(rows, activations, range(10), each) for each in (None, asked)]
    values, first, last, full = javascript.evaluate(
        'import { takeAnswer } from "./feature_strips/reading.js";',
        """const view = { pages: new Map(), answer: 0 };
        takeAnswer(view, Uint8Array.from(given[0]));
        view.built = true;
        takeAnswer(view, Uint8Array.from(given[1]));
        const read = (layer) => view.layers[layer].answer?.read(layer === 11 ? 4 : 7)(0, 5);
        return [[0, 8].map(read), view.layers.map(({ answer }) => answer !== null),
          view.layers.at(-1).answer.read(4)(0, 0), [...view.full.subarray(0, 3)]];""",
        [list(each) for each in sent],
    )
    for value, layer in zip(values, (0, 8), strict=True):
        maps = activations.layers[layer].values
        steps = 254 if layer == 8 else 127
        assert abs(value - maps[0, 5, 7]) <= 0.501 * np.abs(maps[..., 7]).max() / steps
    assert first == [True] * 7 + [False, True, False] + [True] * 3
    assert last == pytest.approx(float(activations.layers[-1].values[4]))
    assert full == activations.layers[9].values[0, :3, 3].tolist()


@pytest.mark.parametrize(
    "message", [None, 5, [0, 5], {"answer": 3, "layers": "ab", "sight": [99, "x"], "map": 4}]
)
def test_what_is_no_request_asks_for_nothing(message):
    assert Asked.read(message, network("mlp")) == Asked()


def test_one_map_comes_in_full_where_it_is_asked_for():
    rows = network("lecture-neu")
    activations = computed(rows)
    header, parts = shown(rows, activations, asked={"map": [0, 5]})
    assert header["full"] == [0, 5]
    np.testing.assert_array_equal(parts[-1], activations.layers[0].values[..., 5].ravel())


@pytest.mark.parametrize("asked", [[0, 99], [-1, 0], [99, 0], ["0", 0], [6, 0], "x", {}, [0]])
def test_asking_for_no_map_brings_none(asked):
    rows = network("lecture-mnist")
    header, parts = shown(rows, computed(rows), {"map": asked})
    assert header["full"] is None
    assert parts[-1].size == 0


def test_a_long_flat_layer_is_cut_and_its_whole_length_named():
    rows = network("lecture-neu")
    header, _ = shown(rows, computed(rows))
    flat = next(layer for layer in header["layers"] if layer["name"] == "flatten_1")
    assert (flat["units"], flat["shape"]) == (8192, [1, 1, 80_000])


def test_a_layer_s_range_is_that_of_all_its_values():
    rows = network("fast-neu")
    activations = computed(rows)
    header, _ = shown(rows, activations)
    for layer, activation in zip(header["layers"], activations.layers, strict=True):
        values = activation.values
        assert (layer["low"], layer["high"]) == (float(values.min()), float(values.max()))


def test_each_map_is_summarised():
    rows = network("lecture-mnist")
    activations = computed(rows)
    activations.layers[2].values[..., 5] = 0
    header, parts = shown(rows, activations)
    assert header["statistics"] == ["mean", "largest", "magnitude", "zeros"]
    found = parts[-2].reshape(-1, 4)[32 + 32 :][:64]
    maps = activations.layers[2].values
    np.testing.assert_allclose(found[:, 0], maps.mean(axis=(0, 1)), atol=1e-6)
    np.testing.assert_array_equal(found[:, 1], maps.max(axis=(0, 1)))
    np.testing.assert_array_equal(found[:, 2], np.abs(maps).max(axis=(0, 1)))
    assert found[5].tolist() == [0, 0, 0, 1]
    assert [layer.get("still") for layer in header["layers"]] == [[], [], [5], [], None, None, None]


def test_the_kernels_that_are_wanted_come_before_a_map_in_full():
    rows = network("lecture-mnist")
    kernels = np.random.default_rng(0).normal(size=(32, 3, 3, 1)).astype(np.float32)
    asked = {"map": [0, 3]}
    sent = strips_data(rows, computed(rows), range(10), asked, FirstKernels(0, kernels, True))
    header, values = unpack(sent)
    limit = float(np.abs(kernels).max())
    assert header["kernels"] == {"layer": 0, "shape": [32, 3, 3, 1], "limit": limit, "folded": True}
    np.testing.assert_array_equal(values[-28 * 28 - 288 : -28 * 28], kernels.ravel())


def test_volumes_are_drawn_of_layers_with_another_shape_or_a_window():
    rows = network("qmul-mnist")
    header, _ = shown(rows, computed(rows))
    drawn = [layer["name"] for layer in header["layers"] if layer["box"]]
    assert drawn == [
        "conv_1",
        "max_pool_1",
        "conv_2",
        "max_pool_2",
        "flatten_1",
        "dense_1",
        "output",
    ]
    assert header["layers"][0]["box"] == {
        "height": 1,
        "width": 1,
        "depth": pytest.approx(0.35, abs=0.35),
        "style": "conv",
    }
    assert header["scale"].startswith("Heights and widths")


def test_colours_end_where_199_of_200_values_lie_within():
    rows = network("lecture-mnist")
    activations = computed(rows)
    header, _ = shown(rows, activations)
    limit = header["layers"][0]["limit"]
    assert (np.abs(activations.layers[0].values) <= limit).mean() == pytest.approx(0.995, abs=1e-3)


def test_a_dead_layer_has_a_scale_all_the_same():
    rows = network("lecture-mnist")
    dead = Activations(
        tuple(
            LayerActivation(row.name, row.layer.kind, np.zeros(row.output_shape, np.float32))
            for row in rows
        )
    )
    header, _ = shown(rows, dead)
    assert all(layer["limit"] == 1 for layer in header["layers"])


def test_without_an_answer_the_strips_know_the_network_s_shape():
    rows = network("lecture-mnist")
    header, values = unpack(strips_data(rows, None, range(10)))
    assert values.size == 0
    assert [layer["name"] for layer in header["layers"]] == [row.name for row in rows]
    assert "first" not in header


def test_the_strongest_map_of_the_first_layer_with_maps_is_looked_at_first():
    rows = network("mlp")
    header, _ = shown(rows, computed(rows))
    assert header["first"][0] == 0  # without maps: the first layer
    rows = network("lecture-mnist")
    activations = computed(rows)
    activations.layers[0].values[..., 7] += 10
    assert shown(rows, activations)[0]["first"] == [0, 7]


@pytest.mark.parametrize(
    ("layer", "shape", "words"),
    [
        (
            Conv2D(32, padding="same", activation="relu"),
            (28, 28, 1),
            "conv 3 × 3, 32 filters, ReLU → 28 × 28 × 32",
        ),
        (
            Conv2D(16, 5, 2, padding="same"),
            (200, 200, 1),
            "conv 5 × 5, stride 2, 16 filters → 100 × 100 × 16",
        ),
        (MaxPool2D(), (28, 28, 32), "largest of each 2 × 2 block → 14 × 14 × 32"),
        (BatchNorm(), (7, 7, 8), "each channel scaled and shifted → 7 × 7 × 8"),
        (Flatten(), (7, 7, 64), "all cells in one row → 3,136"),
        (Dropout(0.2), (64,), "sets 20 % to 0, in training only → 64"),
        (Dense(10, "softmax"), (64,), "dense, 10 units, softmax → 10"),
    ],
)
def test_a_layer_is_described_in_one_line(layer, shape, words):
    assert describe(LayerSummary("", layer, shape, layer.output_shape(shape), 0, 0)) == words


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_kind_of_layer_has_words_and_its_shape(name):
    for row in network(name):
        words, _, shape = describe(row).partition(" → ")
        assert words
        assert prod(int(size.replace(",", "")) for size in shape.split(" × ")) == prod(
            row.output_shape
        )
