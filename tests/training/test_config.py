"""A run's settings: what is allowed, that nothing is lost on disk, and run ids."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import data
from cnnviz.data.dataset import fingerprint_of
from cnnviz.networks import ARCHITECTURES
from cnnviz.training.augmentation import PRESETS, Augmentation
from cnnviz.training.config import CLASS_WEIGHTS, SCHEDULES, RunConfig
from cnnviz.training.optimisers import Adam, AdamW, Nesterov
from cnnviz.utils.errors import InputError
from tests.training.augmentations import augmentations
from tests.training.optimiser_strategies import optimisers

configs = st.builds(
    RunConfig,
    dataset=st.text(min_size=1, max_size=20),
    architecture=st.sampled_from(list(ARCHITECTURES)),
    epochs=st.integers(1, 1000),
    batch_size=st.integers(1, 4096),
    learning_rate=st.floats(1e-9, 1),
    seed=st.integers(0, 2**32 - 1),
    optimiser=optimisers,
    label_smoothing=st.floats(0, 1, exclude_max=True),
    class_weights=st.sampled_from(CLASS_WEIGHTS),
    augmentation=augmentations,
    schedule=st.sampled_from(SCHEDULES),
    image_size=st.none() | st.integers(8, 512),
    held_out=st.sampled_from(["own", "test", "none", "2/5", "groups", "2/5-groups"]),
    left_out=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    layers=st.sampled_from([(), *(a.layers for a in ARCHITECTURES.values())]),
    fingerprint=st.text(max_size=64),
)


@given(configs)
def test_settings_come_back_from_json_unchanged(config):
    assert RunConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("epochs", 0, "epochs must be a whole number from 1 to 1000, got 0"),
        ("epochs", 1001, "from 1 to 1000, got 1001"),
        ("epochs", 2.5, "epochs must be a whole number"),
        ("epochs", True, "epochs must be a whole number"),
        ("batch_size", 4097, "batch size must be a whole number from 1 to 4096, got 4097"),
        ("learning_rate", 0, "learning rate must be above 0 and at most 1, got 0"),
        ("learning_rate", 1.5, "at most 1, got 1.5"),
        ("learning_rate", float("nan"), "got nan"),
        ("learning_rate", None, "got None"),
        ("seed", -1, "seed must be a whole number from 0"),
        ("image_size", 7, "image size must be a whole number from 8 to 512, got 7"),
        ("architecture", "alexnet", "architecture must be one of mlp, .*, got 'alexnet'"),
        (
            "augmentation",
            "steel",
            "augmentation must be an Augmentation, got 'steel'",
        ),
        ("schedule", "step", "schedule must be one of constant, one-cycle, .*, got 'step'"),
        ("optimiser", "sgd", "optimiser must be an Optimiser, got 'sgd'"),
        ("label_smoothing", 1, "label smoothing must be at least 0 and below 1, got 1"),
        ("label_smoothing", -0.1, "label smoothing must be at least 0 and below 1, got -0.1"),
        ("label_smoothing", float("nan"), "below 1, got nan"),
        ("label_smoothing", True, "below 1, got True"),
        ("class_weights", "equal", "class weights must be one of none, balanced, got 'equal'"),
        ("held_out", "6/5", "held out must be own, test, none, groups or a fold .*, got '6/5'"),
        ("left_out", (7,), "left out must be names of files"),
        ("dataset", "", "dataset must be a text"),
    ],
)
def test_a_setting_out_of_its_range_is_refused_with_rule_and_value(setting, value, sentence):
    with pytest.raises(InputError, match=sentence):
        replace(RunConfig(), **{setting: value})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        '{"epochs": 0}',
        '{"layers": 3}',
        '{"layers": [1]}',
        '{"left_out": 3}',
        '{"left_out": [3]}',
        '{"optimiser": null}',
        '{"optimiser": ["adam"]}',
        '{"optimiser": {"kind": ["adam"]}}',
        '{"optimiser": {"kind": "adam", "beta_1": "high"}}',
        '{"label_smoothing": "0.1"}',
        '{"class_weights": null}',
    ],
)
def test_damaged_settings_are_an_input_error(text):
    with pytest.raises(InputError):
        RunConfig.from_json(text)


def test_an_unknown_setting_is_named():
    with pytest.raises(InputError, match="no setting 'momentum'"):
        RunConfig.from_json(json.dumps({"momentum": 0.9}))


def test_the_earlier_name_of_an_augmentation_is_read():
    assert (
        RunConfig.from_json('{"augmentation": "hands"}').augmentation == PRESETS["digits-elastic"]
    )


@pytest.mark.parametrize(
    "name", ["none", "nudge", "digits", "digits-elastic", "steel", "steel-shaded"]
)
def test_a_preset_is_written_by_its_name_and_read_from_it(name):
    written = RunConfig(augmentation=PRESETS[name]).to_json()
    assert json.loads(written)["augmentation"] == name
    assert RunConfig.from_json(f'{{"augmentation": "{name}"}}').augmentation == PRESETS[name]


def test_other_changes_are_written_in_numbers():
    written = RunConfig(augmentation=Augmentation(rotate=10, fill="mirror")).to_json()
    assert json.loads(written)["augmentation"] == {"rotate": 10, "fill": "mirror"}


@pytest.mark.parametrize("written", [{}, {"optimiser": "adam"}])
def test_settings_of_before_there_were_optimisers_mean_adam_and_the_plain_loss(written):
    config = RunConfig.from_settings(written)
    assert config.optimiser == Adam(beta_1=0.9, beta_2=0.999, epsilon=1e-7, weight_decay=0)
    assert (config.label_smoothing, config.class_weights) == (0, "none")


def test_an_optimiser_is_read_with_its_defaults_where_numbers_are_absent():
    def read(value):
        return RunConfig.from_settings({"optimiser": value}).optimiser

    assert read("nesterov") == Nesterov(momentum=0.9)
    assert read({"kind": "adamw", "beta_1": 0.8}) == AdamW(beta_1=0.8, weight_decay=0.004)


def test_run_ids_sort_by_time_and_never_meet():
    ids = [RunConfig().new_run_id() for _ in range(200)]
    assert [name[:15] for name in ids] == sorted(name[:15] for name in ids)
    assert len(set(ids)) > 190
    assert all(name[16:-5] == "lecture-mnist" for name in ids)


def test_the_data_writes_out_what_was_left_open():
    digits = data.load("digits")
    config = RunConfig().for_data(digits)
    assert config.layers == ARCHITECTURES["lecture-mnist"].layers
    assert config.fingerprint == digits.fingerprint
    assert config.for_data(digits) == config


def test_a_repeated_run_refuses_other_data():
    config = RunConfig(fingerprint="0" * 64)
    with pytest.raises(InputError, match="made with data of fingerprint 000000000000, but digits"):
        config.for_data(data.load("digits"))


@pytest.mark.parametrize(
    "settings", [{}, {"held_out": "test"}, {"held_out": "2/5"}, {"left_out": ("digits/7",)}]
)
def test_who_does_not_train_gets_a_runs_validation_and_test_images(settings):
    config = RunConfig("digits", seed=3, **settings)
    whole, held_out = config.load_data(), config.load_held_out()
    assert len(held_out.train) == 0
    assert held_out.validation.files == whole.validation.files
    assert fingerprint_of([held_out.validation, held_out.test]) == fingerprint_of(
        [whole.validation, whole.test]
    )
