"""Stacks as text: what people write, and what is explained to them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.layers import KINDS, layer_from_json
from cnnviz.networks import NETWORKS
from cnnviz.networks.text import (
    defaults,
    read_image,
    read_stack,
    settings_of,
    write_image,
    write_stack,
)
from cnnviz.utils.errors import InputError
from tests.layer_strategies import any_layer


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
def test_a_layer_is_read_as_people_write_it(text, settings):
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
def test_text_that_is_no_stack_raises_and_names_the_place(text, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)) as error:
        read_stack(text)
    assert len(str(error.value)) < 200


def test_an_image_is_written_as_it_is_read():
    assert read_image(write_image((227, 224, 3))) == (227, 224, 3)


@pytest.mark.parametrize("text", ["", "28x28", "28x28x0", "2000x28x1", "axbxc", "9" * 500])
def test_an_invalid_image_raises(text):
    with pytest.raises(InputError, match=r"an image is written like|must lie in 1\.\."):
        read_image(text)


@pytest.mark.parametrize("name", KINDS)
def test_every_layer_can_be_written_and_added(name):
    layer_from_json(defaults(name))
    assert settings_of(read_stack(write_stack([defaults(name)]))[0]) == settings_of(defaults(name))
