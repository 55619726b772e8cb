"""Overfitting in made curves, and what the offered settings change."""

import pytest

from cnnviz import networks
from cnnviz.layers import Conv2D, Dense, Dropout
from cnnviz.networks import ARCHITECTURES
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import RunConfig
from cnnviz.training.events import EpochEvent
from cnnviz.training.overfitting import Overfitting, find_overfitting, halved, remedies

FOUND = Overfitting(3, 0.2, 0.5, 0.01)


def curves(training: list[float], validation: list[float]) -> list[EpochEvent]:
    return [
        EpochEvent(epoch, loss, 0.9, validation_loss, 0.9, seconds=1.0, time=float(epoch))
        for epoch, (loss, validation_loss) in enumerate(
            zip(training, validation, strict=True), start=1
        )
    ]


def test_validation_loss_that_rises_while_training_loss_falls_is_overfitting():
    found = find_overfitting(
        curves([1.0, 0.5, 0.3, 0.2, 0.1, 0.05], [1.0, 0.6, 0.5, 0.55, 0.6, 0.7])
    )
    assert found == Overfitting(best=3, lowest=0.5, last=0.7, training=0.05)
    assert "since epoch 3" in found.text


@pytest.mark.parametrize(
    ("training", "validation"),
    [
        ([1.0, 0.5, 0.3, 0.2], [1.0, 0.6, 0.5, 0.4]),  # still improving
        ([1.0, 0.5, 0.3, 0.2], [1.0, 0.6, 0.5, 0.7]),  # one epoch is no trend
        ([1.0, 0.5, 0.3, 0.2, 0.1], [1.0, 0.5, 0.51, 0.515, 0.52]),  # within 5 %
        ([1.0, 0.5, 0.5, 0.55, 0.6], [1.0, 0.5, 0.6, 0.7, 0.8]),  # both diverge
        ([1.0], [1.0]),
        ([], []),
        ([0.0] * 4, [0.0] * 4),
    ],
)
def test_other_curves_are_no_overfitting(training, validation):
    assert find_overfitting(curves(training, validation)) is None


def test_each_remedy_changes_one_thing():
    config = RunConfig(architecture="lecture-mnist", epochs=20)
    offered = remedies(config, FOUND)
    assert [*offered] == ["Dropout", "Augmentation", "Smaller network", "Stop at epoch 3"]
    settings = config.to_settings()
    changed = [
        {name for name, value in each.to_settings().items() if value != settings[name]}
        for each in offered.values()
    ]
    assert changed == [{"layers"}, {"augmentation"}, {"layers"}, {"epochs"}]
    assert isinstance(offered["Dropout"].network[-1], Dropout)
    assert offered["Augmentation"].augmentation == PRESETS["digits"]
    assert offered["Stop at epoch 3"].epochs == 3


def test_what_a_run_has_already_is_not_offered():
    config = RunConfig(
        architecture="x", epochs=3, layers=(Dropout(0.1),), augmentation=PRESETS["digits"]
    )
    assert remedies(config, FOUND) == {}


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_halved_network_still_fits_its_images(name):
    network = ARCHITECTURES[name]
    rows = networks.trace(halved(network.layers), network.input_shape, 10)
    before = networks.trace(network.layers, network.input_shape, 10)
    assert sum(row.parameters for row in rows) < sum(row.parameters for row in before)


def test_grouped_convolutions_are_not_halved():
    layers = (Conv2D(6), Conv2D(6, groups=3), Dense(8))
    assert halved(layers) == layers
