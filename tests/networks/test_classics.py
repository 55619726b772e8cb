"""Known networks against published counts of parameters, multiply-adds and map sizes."""

import pytest

from cnnviz.networks import NETWORKS
from cnnviz.networks.cost_table import CostTable, cost_table

# Parameters: 61,706 is LeNet-5 with a fully read second convolution and poolings without weights;
# AlexNet's 60,965,224 is the original with two groups; VGG-16's is configuration D's.
# Multiply-adds: V. Sze et al., Efficient processing of deep neural networks, 2017, table II, has
# 724 M for AlexNet and 15.5 G for VGG-16; LeNet-5's are counted by hand.
PUBLISHED = {
    "LeNet-5": (61_706, 416_520),
    "AlexNet": (60_965_224, 724_406_816),
    "VGG-16": (138_357_544, 15_470_264_320),
}
BY_LAYER = {
    "LeNet-5": [156, 2_416, 48_120, 10_164, 850],
    "AlexNet": [34_944, 307_456, 885_120, 663_936, 442_624, 37_752_832, 16_781_312, 4_097_000],
    "VGG-16": [
        1_792,
        36_928,
        73_856,
        147_584,
        295_168,
        590_080,
        590_080,
        1_180_160,
        2_359_808,
        2_359_808,
        2_359_808,
        2_359_808,
        2_359_808,
        102_764_544,
        16_781_312,
        4_097_000,
    ],
}
SIZES = {
    "LeNet-5": [28, 14, 10, 5],
    "AlexNet": [55, 27, 27, 13, 13, 13, 13, 6],
    "VGG-16": [224, 224, 112, 112, 112, 56, 56, 56, 56, 28, 28, 28, 28, 14, 14, 14, 14, 7],
}


def costs_of(name: str) -> CostTable:
    network = NETWORKS[name]
    return cost_table([layer.to_json() for layer in network.layers], network.input_shape)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_known_network_has_the_published_totals(name):
    whole = costs_of(name)
    assert (whole.parameters, whole.multiply_adds) == PUBLISHED[name]


@pytest.mark.parametrize("name", BY_LAYER)
def test_a_known_network_has_the_published_counts_layer_by_layer(name):
    assert [row.parameters for row in costs_of(name).summaries if row.parameters] == BY_LAYER[name]


@pytest.mark.parametrize("name", SIZES)
def test_a_known_network_has_the_published_map_sizes(name):
    shapes = [row.output_shape for row in costs_of(name).summaries if len(row.output_shape) == 3]
    assert [height for height, _, _ in shapes] == SIZES[name]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_can_be_followed_and_ends_in_probabilities(name):
    whole = costs_of(name)
    assert whole.fault is None
    assert whole.layers[-1].activation == "softmax"
