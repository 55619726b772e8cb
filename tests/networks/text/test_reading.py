"""Stacks as text: what people write, and what is explained to them."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.layers import KINDS, layer_from_json
from cnnviz.layers.settings import SETTINGS
from cnnviz.networks import NETWORKS
from cnnviz.networks.cost_table import cost_table
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
        ("qqq 8", 'layer 1, "qqq 8": this is no known layer; a stack is written like conv 32'),
        ("conv 8 sride 2", 'conv takes no "sride": did you mean "stride"?'),
        ("Conv2D(8, size=3", 'layer 1, "Conv2D(8, size=3": a bracket is missing'),
        ("Conv2D(8, colour=3)", 'conv takes no "colour"'),
        ("dense 10 same", 'layer 1, "dense 10 same": dense takes no "same"'),
        ("flatten 3", 'layer 1, "flatten 3": flatten takes no "3"'),
        ("conv 8 3x3 stride", 'conv: "stride" needs a value after it, whole numbers up to'),
        ("conv 8 99999999999", "window must be whole numbers up to 100,000"),
        ("conv 32 3.5", "window must be whole numbers up to 100,000, like 3 or 3x5, got 3.5"),
        ("max pool 2.5", "window must be whole numbers up to 100,000, like 3 or 3x5, got 2.5"),
        (
            "conv 8 stride 2.5",
            'stride must be whole numbers up to 100,000, like 3 or 3x5, got "2.5"',
        ),
        (
            "conv 8 padding 1.5",
            'padding must be valid, same or whole numbers, like 1 or 1x2, got "1',
        ),
        ("conv 8.5", "filters must be a whole number up to 100,000, got 8.5"),
        ("dense 3x3", "units must be a whole number up to 100,000, got 3x3"),
        ("conv", "conv needs the number of filters: conv 32 3x3"),
        ("Conv2D(kernel_size=3)", "conv needs the number of filters: conv 32 3x3"),
        ("transposed conv", "transposed conv needs the number of filters: transposed conv 32 3x3"),
        ("dense", "dense needs the number of units: dense 10"),
        ("conv 3 filters 32", "filters is given twice: 3 and 32"),
        ("2 conv 32", "write the numbers after the name, like conv 32 3x3"),
        ("conv 32, 64", 'layer 2, "64": a layer begins with its name'),
        ("!!!", 'layer 1, "!!!": this is no known layer'),
        ("softmax", "softmax is an activation here, not a layer: dense 10 softmax"),
        ("nn.Softmax(dim=1)", "Softmax is an activation here, not a layer: dense 10 softmax"),
        ('Activation("softmax")', "softmax is an activation here, not a layer: dense 10 softmax"),
        ("dense 10, softmax", 'layer 2, "softmax": softmax is an activation here'),
        ("SeparableConv2D(32, 3)", "is two layers here: depthwise 3x3, conv 32 1x1"),
        ("atrous conv 32", "it needs its dilation: conv 32 3x3 dilation 2"),
        ("grouped conv 32", "it needs its groups: conv 32 3x3 groups 4"),
        ("add", "only residual adds an earlier output: residual 2"),
        ("swish", "swish is not available here; the activations are relu, leaky relu"),
        ("conv 8 gelu", "gelu is not available here; the activations are relu, leaky relu"),
        ('Conv2D(8, 3, activation="swish")', "swish is not available here"),
        ("upsample 2", "transposed conv 32 2x2 stride 2 doubles height and width"),
        ("nn.AdaptiveAvgPool2d(7)", "for one cell only: nn.AdaptiveAvgPool2d(1)"),
        ("nn.MaxPool2d(3, ceil_mode=True)", "ceil_mode is not available here"),
        ("nn.ConvTranspose2d(4, 8, 3, 2, 1, output_padding=1)", "output_padding is not available"),
        ("input", "the input's size is set beside the stack"),
        ("relu," * 101, "a stack has at most 100 layers, got 101"),
        ("flatten " + "x" * 9000, "a stack has at most"),
    ],
)
def test_text_that_is_no_stack_raises_and_names_the_place(text, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)) as error:
        read_stack(text)
    assert len(str(error.value)) < 200


def test_every_faulty_layer_is_named():
    with pytest.raises(InputError) as error:
        read_stack("conv, relu, covn 3, dense 10 same")
    assert str(error.value).split("\n\n") == [
        'layer 1, "conv": conv needs the number of filters: conv 32 3x3.',
        'Layer 3, "covn 3": did you mean "conv"?',
        'Layer 4, "dense 10 same": dense takes no "same".',
    ]


def test_of_many_faulty_layers_five_are_named():
    with pytest.raises(InputError, match="2 more layers are not understood") as error:
        read_stack("qqq," * 7)
    assert str(error.value).count("qqq") == 5


def test_text_without_a_layer_is_an_empty_stack():
    assert read_stack("=> , ;\n") == []


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("atrous conv 8 3x3 dilation 2", "conv 8 3x3 dilation 2"),
        ("grouped conv 8 groups 4", "conv 8 3x3 groups 4"),
        ("ln, gmp", "layer norm, global max"),
        ("dwconv", "depthwise conv 3x3"),
        ("pointwise conv 64", "conv 64 1x1"),
        ("conv-relu 32", "conv 32 3x3 relu"),
        ("32 conv 3x3", "conv 32 3x3"),
        ("7x7 conv 64 /2", "conv 64 7x7 stride 2"),
        ("transpose conv 8", "transposed conv 8 3x3"),
        ("lrelu, conv 8 lrelu", "leaky relu 0.2, conv 8 3x3 leaky_relu"),
        ("x = Conv2D(32, 3)(x)", "conv 32 3x3"),
        ("nn.AdaptiveAvgPool2d(1)", "global average"),
        ("nn.AdaptiveAvgPool2d((1, 1))", "global average"),
        ("conv 32 (3, 3)", "conv 32 3x3"),
        ("conv 32 (3, 5)", "conv 32 3x5"),
        ("conv 32 3*3", "conv 32 3x3"),
        ("conv 32 3 by 3", "conv 32 3x3"),
        ("conv3x3 32", "conv 32 3x3"),
        ("conv3-64", "conv 64 3x3"),
        ("conv 32 3x3 padding (1, 2)", "conv 32 3x3 padding 1x2"),
        ("conv 32 3x3 pad 1", "conv 32 3x3 padding 1"),
        ("conv 32 k5 s2 p1", "conv 32 5x5 stride 2 padding 1"),
        ("conv 64 7x7/2", "conv 64 7x7 stride 2"),
        ("conv 32 no bias", "conv 32 3x3 unbiased"),
        ("conv 32 bias=False", "conv 32 3x3 unbiased"),
        ("conv 32 filters 5x5", "conv 32 5x5"),
        ("conv layer with 32 filters of size 5x5", "conv 32 5x5"),
        ("conv 32 relu activation and same padding", "conv 32 3x3 same relu"),
        ("conv 32 3x3, stride 2, same, flatten", "conv 32 3x3 stride 2 same, flatten"),
        ("conv 32, 5x5, relu", "conv 32 5x5, relu"),
        ("maxpool 3 2", "max pool 3x3 stride 2"),
        ("dropout .5, dropout 25%, dropout 5 %", "dropout 0.5, dropout 0.25, dropout 0.05"),
        ("1. conv 32 3x3\n2. flatten", "conv 32 3x3, flatten"),
        ("- conv 32\n* flatten\n\u2022 dense 3", "conv 32 3x3, flatten, dense 3"),
        ("conv 8 => relu -> flatten", "conv 8 3x3, relu, flatten"),
        ("conv 8 # the first\nflatten", "conv 8 3x3, flatten"),
        ("Conv2D(32, 3, same)", "conv 32 3x3 same"),
        ("Conv2D(32, 3, activation=tf.nn.relu)", "conv 32 3x3 relu"),
        ("Conv2D(8, 3, strides=None, kernel_initializer='he_normal')", "conv 8 3x3"),
        ("Dropout(0.5, seed=3, name='d')", "dropout 0.5"),
        ("BatchNormalization(momentum=0.9), nn.BatchNorm2d(64)", "batch norm, batch norm"),
        ("nn.Flatten(1), nn.ReLU(True)", "flatten, relu"),
        ("keras.Sequential([layers.Conv2D(8, 3), layers.Flatten()])", "conv 8 3x3, flatten"),
        ("net = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU())", "conv 8 3x3, relu"),
        (
            "Sequential(\n  (0): Conv2d(1, 8, kernel_size=(5, 5), stride=(1, 1))\n  (1): ReLU()\n)",
            "conv 8 5x5, relu",
        ),
        (
            "model = Sequential()\nmodel.add(Conv2D(8, 3))\nmodel.add(Flatten())",
            "conv 8 3x3, flatten",
        ),
        ("import keras\nfrom keras import layers\nlayers.Flatten()", "flatten"),
    ],
)
def test_usual_spellings_are_read(text, layers):
    assert write_stack(read_stack(text)) == layers


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("LeakyReLU()", 0.3),
        ("layers.LeakyReLU()", 0.3),
        ("nn.LeakyReLU()", 0.01),
        ("nn.LeakyReLU(0.1)", 0.1),
        ("LeakyReLU(negative_slope=0.1)", 0.1),
        ("leaky relu", 0.2),
        ("Activation('leaky_relu')", 0.2),
    ],
)
def test_each_librarys_leaky_relu_has_its_own_slope(text, slope):
    assert settings_of(read_stack(text)[0]) == {"slope": slope}


@pytest.mark.parametrize("name", KINDS)
def test_a_kinds_bare_word_is_read_or_what_is_missing_is_named(name):
    for word in KINDS[name].words:
        try:
            drafts = read_stack(word)
        except InputError as error:
            assert KINDS[name].start
            assert "needs the number of" in str(error)  # noqa: PT017
        else:
            assert read_stack(write_stack(drafts))[0]["layer"] == name
            json.dumps([settings_of(draft) for draft in drafts])
            cost_table(drafts, (28, 28, 1))


WORDS = st.sampled_from(
    [word for kind in KINDS.values() for word in kind.words]
    + [word for name, each in SETTINGS.items() for word in (name, each.label, *each.words)]
    + [
        "32",
        "3x3",
        "3x5",
        "2.5",
        "-1",
        "50%",
        ".5",
        "(3, 3)",
        "same",
        "relu",
        "softmax",
        "unbiased",
    ]
    + ["=", ",", "(", ")", "[", "]", "->", "\n", "add", "Sequential(", "nn.Conv2d(", '"', "1e9"]
)
TEXTS = st.text(max_size=40) | st.lists(WORDS, max_size=10).map(" ".join)


@given(TEXTS | st.lists(WORDS, max_size=8).map("".join))
def test_any_text_is_refused_or_is_a_stack_that_is_written_and_read_back(text):
    try:
        drafts = read_stack(text)
    except InputError:
        return
    again = read_stack(write_stack(drafts))
    assert [settings_of(draft) for draft in again] == [settings_of(draft) for draft in drafts]
    cost_table(drafts, (28, 28, 1))


def test_deeply_nested_brackets_are_refused():
    with pytest.raises(InputError):
        read_stack("[" * 2900 + "conv" + "]" * 2900)


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
