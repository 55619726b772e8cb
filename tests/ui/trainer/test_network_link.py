"""The link from the calculator's stack to the trainer."""

import pytest

from cnnviz.layers import Conv2D, Dense, Flatten
from cnnviz.networks import ARCHITECTURES, NETWORKS, own
from cnnviz.networks.text import read_stack
from cnnviz.ui.calculator.stack import hidden_layers
from cnnviz.ui.trainer.network_menu import network_link, valid_layers


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_preset_s_stack_is_the_preset_in_the_trainer(name, tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    layers = hidden_layers([layer.to_json() for layer in NETWORKS[name].layers])
    assert network_link(layers) == {"t_network": name}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_text_in_a_link_is_read_as_the_same_layers(name, tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    layers = NETWORKS[name].layers
    link = network_link(layers)
    assert link["t_network"] == own.UNNAMED
    assert valid_layers(read_stack(link["t_layers"])) == layers


def test_only_a_dense_layer_with_softmax_at_the_end_is_the_output():
    layers = (Flatten(), Dense(4, "softmax"), Dense(3))
    assert hidden_layers([layer.to_json() for layer in layers]) == layers
    with_output = (*layers, Dense(10, "softmax"))
    assert hidden_layers([layer.to_json() for layer in with_output]) == layers


@pytest.mark.parametrize("drafts", [[], [{"layer": "Dense"}], [{"layer": "Conv2D", "filters": 0}]])
def test_a_stack_without_valid_layers_has_no_link(drafts):
    assert hidden_layers(drafts) is None


def test_a_stack_of_the_output_alone_has_no_link():
    assert hidden_layers([Dense(10, "softmax").to_json()]) is None
    assert hidden_layers([Conv2D(4).to_json()]) == (Conv2D(4),)
