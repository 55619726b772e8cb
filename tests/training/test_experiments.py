"""The ready experiments vary one thing, with equal seeds, and fit their data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import networks
from cnnviz.layers import Conv2D, Dense, Dropout, Flatten
from cnnviz.training.experiments import ALL, EXPERIMENTS, dense_units
from cnnviz.training.groups import MOST_GROUPS, MOST_RUNS, SEEDS, differing, group
from cnnviz.training.notes import Notes
from tests.training.summaries import summary

SHAPE, CLASSES = (28, 28, 1), 10
COLUMNS = {
    "mlp-cnn": {"Network"},
    "shifts": {"Network"},
    "regularisation": {"Network", "Augmentation"},
    "depth": {"Network"},
    "filters": {"Network"},
    "optimisers": {"Optimiser", "Learning rate"},
    "clothing": {"Network"},
}


def configs(name: str, seeds: int = SEEDS, images: int = 1258):
    experiment = EXPERIMENTS[name]
    return experiment.configs(experiment.data[0], SHAPE, CLASSES, images, seeds)


def parameters(config) -> int:
    return sum(row.parameters for row in networks.trace(config.network, SHAPE, CLASSES))


def layers(name: str, kind: type) -> list[list]:
    return [[x for x in config.network if isinstance(x, kind)] for _, config in configs(name, 1)]


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_variants_differ_in_what_is_asked_and_have_the_same_seeds(name):
    runs = [
        summary(**{"notes": Notes(variant=variant.title)}, **vars(config))
        for variant, config in configs(name)
    ]
    groups = group(runs)
    assert set(differing(groups)) == COLUMNS[name]
    assert [each.seeds for each in groups] == [(0, 1, 2)] * len(groups)
    assert [each.title for each in groups] == [v.title for v, _ in configs(name, 1)]
    assert len(groups) <= MOST_GROUPS
    assert len(runs) <= MOST_RUNS


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_small_data_is_trained_longer(name):
    (_, small), *_ = configs(name, 1, images=1258)
    (_, large), *_ = configs(name, 1, images=54_000)
    assert small.epochs > large.epochs >= 1


def test_all_variants_are_trained_with_one_seed_before_the_next():
    assert [config.seed for _, config in configs("mlp-cnn", 3)] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize("name", ["mlp-cnn", "shifts"])
def test_perceptron_and_convolutional_network_have_equally_many_parameters(name):
    (_, mlp), (_, cnn) = configs(name, 1)
    assert parameters(cnn) == 421_642  # as Keras counts them, see the README
    assert parameters(mlp) == pytest.approx(parameters(cnn), rel=0.001)
    assert not [layer for layer in mlp.network if isinstance(layer, Conv2D)]


@given(st.integers(1, 600), st.tuples(*[st.integers(1, 40)] * 2), st.integers(2, 20))
def test_dense_units_invert_the_number_of_parameters(units, size, classes):
    network = (Flatten(), Dense(units, "relu"))
    rows = networks.trace(network, (*size, 1), classes)
    assert dense_units(sum(row.parameters for row in rows), (*size, 1), classes) == units


def test_filters_rise_from_8_to_64():
    assert [conv.filters for (conv,) in layers("filters", Conv2D)] == [8, 16, 32, 64]


def test_one_convolution_is_compared_with_two():
    assert [len(each) for each in layers("depth", Conv2D)] == [1, 2]


def test_dropout_and_augmentation_are_tried_alone_and_together():
    dropout = [bool(each) for each in layers("regularisation", Dropout)]
    augmented = [bool(c.augmentation.amounts) for _, c in configs("regularisation", 1)]
    assert list(zip(dropout, augmented, strict=True)) == [
        (False, False),
        (True, False),
        (False, True),
        (True, True),
    ]


def test_every_optimiser_has_its_own_usual_rate():
    rates = {c.optimiser.kind: c.learning_rate for _, c in configs("optimisers", 1)}
    assert len(rates) == 6
    assert all(c.optimiser.rate_hint(c.learning_rate) == "" for _, c in configs("optimisers", 1))


def test_clothes_are_classified_by_three_networks_on_fashion_mnist():
    assert {config.dataset for _, config in configs("clothing")} == {"fashion-mnist"}
    assert [len(each) for each in layers("clothing", Conv2D)] == [0, 1, 2]


def test_every_experiment_is_from_a_lecture():
    assert all(experiment.lectures.startswith("lecture") for experiment in ALL)


@pytest.mark.parametrize(
    ("name", "shifted", "seen"),
    [
        ("mlp-cnn", False, "mlp-cnn"),
        ("mlp-cnn", True, "shifts"),
        ("shifts", True, "shifts"),
        ("shifts", False, "mlp-cnn"),
        ("depth", True, "depth"),
    ],
)
def test_shifted_images_make_it_the_experiment_on_shifted_images(name, shifted, seen):
    assert EXPERIMENTS[name].as_seen(shifted).name == seen
