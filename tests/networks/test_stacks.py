"""Stacks of layers: published counts, text, edits, faults, and the scale of their picture."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.layers import KINDS, layer_from_json
from cnnviz.networks import NETWORKS
from cnnviz.networks.cost_table import cost_table
from cnnviz.networks.edits import Edit, edited, read_edit
from cnnviz.networks.text import (
    MAX_STACK_LAYERS,
    defaults,
    read_image,
    read_stack,
    settings_of,
    write_image,
    write_stack,
)
from cnnviz.networks.volumes import LINEAR, LOGARITHM, ROOT, picture
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import compact, memory
from tests.layers.test_kinds import any_layer

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


def walked(name: str):
    network = NETWORKS[name]
    return cost_table([layer.to_json() for layer in network.layers], network.input_shape)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_known_network_has_the_published_totals(name):
    whole = walked(name)
    assert (whole.parameters, whole.multiply_adds) == PUBLISHED[name]


@pytest.mark.parametrize("name", BY_LAYER)
def test_a_known_network_has_the_published_counts_layer_by_layer(name):
    assert [row.parameters for row in walked(name).summaries if row.parameters] == BY_LAYER[name]


@pytest.mark.parametrize("name", SIZES)
def test_a_known_network_has_the_published_map_sizes(name):
    shapes = [row.output_shape for row in walked(name).summaries if len(row.output_shape) == 3]
    assert [height for height, _, _ in shapes] == SIZES[name]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_can_be_followed_and_ends_in_probabilities(name):
    whole = walked(name)
    assert whole.fault is None
    assert whole.layers[-1].activation == "softmax"


def test_activations_take_four_bytes_a_value():
    assert walked("mlp").activation_bytes == 4 * (784 + 128 + 10)


@given(st.lists(any_layer, min_size=1, max_size=8))
def test_a_stack_is_the_same_after_a_round_trip_through_text(layers):
    drafts = [layer.to_json() for layer in layers]
    again = read_stack(write_stack(drafts))
    assert [layer_from_json(draft) for draft in again] == layers


@pytest.mark.parametrize("name", NETWORKS)
def test_a_networks_text_is_its_layers(name):
    layers = NETWORKS[name].layers
    text = write_stack(layer.to_json() for layer in layers)
    assert tuple(map(layer_from_json, read_stack(text))) == layers


def test_arrows_separate_layers_and_commas_in_brackets_do_not():
    assert read_stack("Conv2D(8, 3) -> flatten → dense 3") == read_stack(
        "conv 8 3, flatten, dense 3"
    )


def test_a_new_line_begins_a_new_layer():
    assert read_stack("conv 8 3x3\nflatten\n\ndense 3") == read_stack("conv 8 3x3,flatten,dense 3")


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("conv 32", {"layer": "Conv2D", "filters": 32}),
        (
            "Conv 8 5×5 Stride 2 ReLU",
            {"filters": 8, "kernel": 5, "stride": 2, "activation": "relu"},
        ),
        ("conv 8 5 same", {"kernel": 5, "padding": "same"}),
        (
            "conv 8 3x3 dilation 2 groups 4 unbiased",
            {"dilation": 2, "groups": 4, "use_bias": False},
        ),
        ("max pool 3x3 stride 2", {"layer": "MaxPool2D", "size": 3, "stride": 2}),
        ("average pool", {"layer": "AveragePool2D"}),
        ("dropout 0.2", {"layer": "Dropout", "rate": 0.2}),
        ("dense 10 softmax", {"layer": "Dense", "units": 10, "activation": "softmax"}),
        ("conv -3", {"filters": -3}),
        ("conv2d 32 3x3", {"layer": "Conv2D", "filters": 32, "kernel": 3}),
        ("conv 32 3x5", {"layer": "Conv2D", "filters": 32, "kernel": (3, 5)}),
        ("conv 64 3x3 padding same", {"filters": 64, "kernel": 3, "padding": "same"}),
        ("conv 64 7x7 stride 2 padding 3", {"kernel": 7, "stride": 2, "padding": 3}),
        ("conv 64 3 x 3 padding 1x2", {"kernel": 3, "padding": (1, 2)}),
        ("conv 8 leaky relu", {"filters": 8, "activation": "leaky_relu"}),
        ("maxpool 2", {"layer": "MaxPool2D", "size": 2}),
        ("avg pool 2", {"layer": "AveragePool2D", "size": 2}),
        ("batchnorm", {"layer": "BatchNorm"}),
        ("depthwise 3x3 multiplier 2", {"layer": "DepthwiseConv2D", "multiplier": 2}),
        ("deconv 16 2x2 stride 2", {"layer": "Conv2DTranspose", "kernel": 2, "stride": 2}),
        ("leaky relu 0.1", {"layer": "LeakyReLU", "slope": 0.1}),
        ("residual 3", {"layer": "Residual", "over": 3}),
        ("fully connected 10", {"layer": "Dense", "units": 10}),
        ("Conv2D(32, 3)", {"layer": "Conv2D", "filters": 32, "kernel": 3}),
        (
            "Conv2D(32, (3, 5), activation='relu', padding=\"same\")",
            {"filters": 32, "kernel": (3, 5), "activation": "relu", "padding": "same"},
        ),
        ("layers.MaxPooling2D((2, 2), strides=3)", {"layer": "MaxPool2D", "size": 2, "stride": 3}),
        ("Dense(10)", {"layer": "Dense", "units": 10}),
        ("keras.layers.Activation('tanh')", {"layer": "Tanh"}),
        (
            "nn.Conv2d(3, 64, 7, stride=2, padding=3)",
            {"layer": "Conv2D", "filters": 64, "kernel": 7, "stride": 2, "padding": 3},
        ),
        ("nn.Linear(512, 10)", {"layer": "Dense", "units": 10}),
        ("nn.MaxPool2d(3, 2, 1)", {"layer": "MaxPool2D", "size": 3, "stride": 2, "padding": 1}),
    ],
)
def test_a_layer_is_typed_as_one_says_it(text, settings):
    (draft,) = read_stack(text)
    assert draft.items() >= settings.items()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("conv 8, covn 32", 'layer 2, "covn 32": did you mean "conv"?'),
        ("maxpol 2", 'layer 1, "maxpol 2": did you mean "max pool"?'),
        ("qqq 8", 'layer 1, "qqq 8", is no known layer; a stack is written like conv 32'),
        ("conv 8 sride 2", 'conv takes no "sride": did you mean "stride"?'),
        ("Conv2D(8, size=3", 'layer 1, "Conv2D(8, size=3": a bracket is missing'),
        ("Conv2D(8, colour=3)", 'conv takes no "colour"'),
        ("dense 10 same", 'layer 1, "dense 10 same": dense takes no "same"'),
        ("flatten 3", 'layer 1, "flatten 3": flatten takes no "3"'),
        ("conv 8 3x3 stride", 'conv: what comes after "stride" is no value of it'),
        ("conv 8 99999999999", 'conv takes no "99999999999"'),
        ("relu," * 101, "a stack has at most 100 layers, got 101"),
        ("flatten " + "x" * 9000, "a stack has at most"),
    ],
)
def test_text_that_is_no_stack_is_explained_where_it_bites(text, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)) as error:
        read_stack(text)
    assert len(str(error.value)) < 200


def test_an_image_is_written_as_it_is_read():
    assert read_image(write_image((227, 224, 3))) == (227, 224, 3)


@pytest.mark.parametrize("text", ["", "28x28", "28x28x0", "2000x28x1", "axbxc", "9" * 500])
def test_an_image_that_cannot_be_is_one_sentence(text):
    with pytest.raises(InputError, match=r"an image is written like|must lie in 1\.\."):
        read_image(text)


@pytest.mark.parametrize(
    ("text", "at", "sentence"),
    [
        (
            "conv 4 5x5, max pool, conv 4 9x9",
            2,
            "a 9 × 9 kernel does not fit a 4 × 4 input",
        ),
        ("conv 4, dense 10", 1, "a dense layer needs a flat input"),
        ("flatten, conv 4", 1, "a conv layer needs (height, width, channels)"),
        ("conv 0", 0, "filters must be at least 1, got 0"),
        ("relu, conv 4 stride 0", 1, "stride must be at least 1, got 0"),
        ("conv 6, conv 4 groups 4", 1, "4 does not divide both 6 and 4; take 1 or 2"),
        ("dense", 0, "Dense needs units"),
        ("conv 4 same, residual 2", 1, "goes over at most the 1 layers before it, got 2"),
        ("conv 4 same, residual 1", 1, "adds equal shapes, got (12, 12, 4) and (12, 12, 1)"),
        ("dropout 1.5", 0, "dropout rate must lie in 0..1"),
        ("relu, conv 999999999", 1, "Conv2D filters must be at most 100,000"),
    ],
)
def test_a_rule_is_told_at_the_layer_where_it_bites(text, at, sentence):
    whole = cost_table(read_stack(text), (12, 12, 1))
    assert whole.fault.at == len(whole.summaries) == at
    assert sentence in whole.fault.reason


def test_an_image_of_no_size_is_refused():
    with pytest.raises(InputError, match=r"the input's width must lie in 1\.\.1,024, got 0"):
        cost_table([], (8, 0, 1))


THREE = read_stack("conv 8, relu, flatten")


def typed(drafts) -> str:
    return write_stack(drafts)


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        (Edit("add", -1, value="BatchNorm"), "batch norm, conv 8 3x3, relu, flatten"),
        (Edit("add", 2, value="Dense"), "conv 8 3x3, relu, flatten, dense 10"),
        (Edit("remove", 1), "conv 8 3x3, flatten"),
        (Edit("move", 1, value=-1), "relu, conv 8 3x3, flatten"),
        (Edit("move", 1, value=1), "conv 8 3x3, flatten, relu"),
        (Edit("set", 0, "kernel", 5), "conv 8 5x5, relu, flatten"),
        (Edit("set", 0, "use_bias", False), "conv 8 3x3 unbiased, relu, flatten"),
        (Edit("set", 0, "kernel", "3x5"), "conv 8 3x5, relu, flatten"),
        (Edit("set", 0, "padding", "2"), "conv 8 3x3 padding 2, relu, flatten"),
    ],
)
def test_an_edit_does_what_it_says(edit, text):
    assert typed(edited(THREE, edit)) == text
    assert typed(THREE) == "conv 8 3x3, relu, flatten"


@pytest.mark.parametrize(
    "edit",
    [
        Edit("move", 0, value=-1),
        Edit("move", 2, value=1),
        Edit("move", 1, value=7),
        Edit("remove", 3),
        Edit("add", 3, value="ReLU"),
        Edit("add", 0, value="Lambda"),
        Edit("set", 0, "name", "x"),
        Edit("set", 0, "kernel", "9" * 100),
        Edit("set", 0, "kernel", [3]),
        Edit("set", 0, "kernel", 1e300),
    ],
)
def test_an_edit_that_does_not_fit_changes_nothing(edit):
    assert typed(edited(THREE, edit)) == typed(THREE)


def test_a_stack_does_not_grow_without_end():
    full = read_stack("relu," * MAX_STACK_LAYERS)
    assert len(edited(full, Edit("add", 0, value="ReLU"))) == MAX_STACK_LAYERS


def test_a_share_set_to_a_whole_number_stays_a_share():
    drafts = edited(read_stack("dropout"), Edit("set", 0, "rate", 0))
    assert cost_table(drafts, (8, 8, 1)).fault is None


@pytest.mark.parametrize(
    "sent", [None, "x", {}, {"do": "explode", "at": 0}, {"do": "set", "at": "0"}, {"do": ["set"]}]
)
def test_what_is_no_edit_is_read_as_none(sent):
    assert read_edit(sent) is None


def test_an_edit_is_read_as_the_browser_sends_it():
    sent = {"do": "set", "at": 0, "name": "kernel", "value": 5}
    assert read_edit(sent) == Edit("set", 0, "kernel", 5)


@pytest.mark.parametrize("name", KINDS)
def test_every_layer_can_be_typed_and_added(name):
    layer_from_json(defaults(name))
    assert settings_of(read_stack(write_stack([defaults(name)]))[0]) == settings_of(defaults(name))


def test_volumes_are_to_scale_where_the_range_allows_it():
    drawn = picture(walked("physics-mnist").input_shape, walked("physics-mnist").summaries)
    assert drawn.sides is LINEAR
    assert [box.height for box in drawn.boxes[:3]] == pytest.approx([1, 26 / 28, 13 / 28])


@pytest.mark.parametrize(
    ("text", "scale"),
    [("max pool 8x8", LINEAR), ("max pool 16x16", ROOT), ("max pool 128x128", LOGARITHM)],
)
def test_a_wider_range_is_drawn_to_a_scale_that_is_named(text, scale):
    rows = cost_table(read_stack(text), (128, 128, 1)).summaries
    assert picture((128, 128, 1), rows).sides is scale


def test_a_root_scale_draws_a_quarter_half_as_long():
    rows = cost_table(read_stack("max pool 4x4, max pool 4x4"), (128, 128, 1)).summaries
    assert picture((128, 128, 1), rows).boxes[2].height == pytest.approx((8 / 128) ** 0.5)


def test_layers_that_leave_a_volume_as_it_is_draw_no_box():
    whole = cost_table(
        read_stack("conv 4 same, batch norm, relu, flatten, dropout, dense 2"), (8, 8, 1)
    )
    assert [box.layer for box in picture((8, 8, 1), whole.summaries).boxes] == [-1, 0, 3, 5]


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=6))
def test_longer_is_drawn_longer(lengths):
    rows = cost_table([{"layer": "Flatten"}], (4, 4, 1)).summaries
    for scale in (LINEAR, ROOT, LOGARITHM):
        assert sorted(lengths) == sorted(lengths, key=scale.of)
    assert picture((4, 4, 1), rows).boxes[0].height == 1


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "10.0 k"),
        (18_496, "18.5 k"),
        (999_500, "1.00 M"),
        (138_357_544, "138 M"),
        (15_470_264_320, "15.5 G"),
    ],
)
def test_a_large_number_has_three_digits_and_a_unit(number, text):
    assert compact(number) == text


def test_memory_is_counted_in_powers_of_a_thousand():
    assert (memory(936), memory(60_481_440)) == ("936 B", "60.5 MB")
