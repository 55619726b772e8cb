"""Runs that repeat one another count as one in a comparison."""

from dataclasses import fields, replace
from statistics import fmean

import pytest
from scipy.stats import binomtest

from cnnviz.networks import ARCHITECTURES
from cnnviz.training.acts import Act
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import RunConfig
from cnnviz.training.events import EpochEvent
from cnnviz.training.groups import differing, group
from cnnviz.training.notes import Notes
from cnnviz.training.optimisers import SGD
from cnnviz.training.overlays import METRICS, line
from tests.training.summaries import evaluation, summary

OTHERS = {
    "dataset": "mnist",
    "architecture": "lecture-mnist",
    "epochs": 3,
    "batch_size": 10,
    "learning_rate": 0.5,
    "optimiser": SGD(),
    "label_smoothing": 0.1,
    "class_weights": "balanced",
    "augmentation": PRESETS["nudge"],
    "schedule": "one-cycle",
    "image_size": 20,
    "held_out": "1/5",
    "left_out": ("a.png",),
    "skip_unusable": True,
    "patience": 3,
    "target_accuracy": 0.99,
    "acts": (Act(40, "rate", 0.01),),
}


def test_every_setting_of_a_run_is_tried_here():
    names = {field.name for field in fields(RunConfig)}
    assert names - set(OTHERS) == {"seed", "fingerprint", "layers"}


def test_runs_that_differ_in_the_seed_only_are_one_group():
    runs = [summary(seed=seed, fingerprint=str(seed)) for seed in (2, 0, 1)]
    (only,) = group(runs)
    assert only.runs == tuple(runs)
    assert only.seeds == (0, 1, 2)


def test_exact_repetitions_are_no_spread_of_seeds():
    one, two, other = (
        summary(evaluation(right), seed=seed, fingerprint=str(seed))
        for right, seed in ((90, 0), (90, 0), (80, 1))
    )
    (repeated,) = group([one, two])
    assert repeated.accuracies == (0.9,)
    interval = binomtest(90, 100).proportion_ci(method="wilson")
    assert repeated.bounds == pytest.approx((interval.low, interval.high))
    (of_two_seeds,) = group([one, two, other])
    assert of_two_seeds.accuracies == (0.9, 0.8)
    assert of_two_seeds.accuracy == pytest.approx(0.85)


def test_the_runs_of_a_group_are_named_once():
    one, two, other = summary(seed=0), summary(seed=1), summary(epochs=9)
    first, second = group([one, two, other])
    assert first.title == f"mlp, {one.code}"
    assert [first.name_of(run) for run in first.runs] == [f"mlp, {one.code}", f"mlp, {two.code}"]
    assert second.name_of(other) == f"mlp, {other.code}"


@pytest.mark.parametrize("setting", OTHERS)
def test_any_other_setting_makes_another_group_and_a_column(setting):
    groups = group([summary(), summary(**{setting: OTHERS[setting]}), summary(seed=5)])
    assert [len(each.runs) for each in groups] == [2, 1]
    (column,) = differing(groups).values()
    assert column[0] != column[1]


def test_a_run_that_waits_is_like_one_whose_layers_are_filled_in():
    layers = ARCHITECTURES["mlp"].layers
    assert len(group([summary(), summary(layers=layers, seed=1)])) == 1


def test_networks_of_one_name_are_told_apart_by_their_layers():
    own = ARCHITECTURES["physics-mnist"].layers
    columns = differing(group([summary(), summary(layers=own)]))
    assert list(columns) == ["Layers"]
    assert columns["Layers"][0] == "flatten, dense 128 relu"


def test_equal_runs_have_no_columns():
    assert differing(group([summary(), summary(seed=1)])) == {}
    assert differing([]) == {}


def test_a_group_is_called_by_its_variant_then_its_name_then_its_network():
    (plain,) = group([summary(), summary(seed=1, notes=Notes("mine"))])
    (named,) = group([summary(notes=Notes("mine")), summary(seed=1, notes=Notes("mine"))])
    (variant,) = group([summary(notes=Notes("x", variant="8 filters"))])
    assert [each.title for each in (plain, named, variant)] == ["mlp", "mine", "8 filters"]


def test_equal_titles_are_told_apart_by_the_end_of_an_id():
    first, second = summary(), summary(epochs=2)
    first_group, second_group = group(
        [first, replace(second, config=replace(first.config, epochs=2))]
    )
    assert first_group.title == f"mlp, {first.code}"
    assert first_group.title != second_group.title


def test_several_runs_have_a_mean_and_a_range_a_single_one_an_interval():
    (several,) = group([summary(evaluation(right), seed=right) for right in (90, 80, 85)])
    assert several.accuracy == pytest.approx(0.85)
    assert several.bounds == (0.8, 0.9)
    (single,) = group([summary(evaluation(90)), summary(seed=1)])
    theirs = binomtest(90, 100).proportion_ci(0.95, method="wilson")
    assert single.bounds == pytest.approx((theirs.low, theirs.high), abs=1e-6)


def test_a_figure_is_the_mean_of_the_finished_runs_and_unknown_where_one_is():
    runs = [summary(evaluation(right), seed=right) for right in (90, 80)]
    (both,) = group([*runs, summary(seed=7)])
    losses = [run.evaluation.loss for run in runs]
    assert both.mean("loss") == pytest.approx(fmean(losses))
    assert both.mean("parameters") == 10
    assert both.mean("cpu_seconds") is None
    old = replace(runs[0], evaluation=replace(runs[0].evaluation, calibration_error=None))
    (mixed,) = group([old, runs[1]])
    assert mixed.mean("calibration_error") is None


def epochs(*accuracies: float, cpu: float = 0.0) -> tuple[EpochEvent, ...]:
    return tuple(
        EpochEvent(i, 1 - value, value, 2 - value, value / 2, 1.0, float(i), cpu * i)
        for i, value in enumerate(accuracies, 1)
    )


def test_a_curve_has_mean_and_range_of_the_runs_that_reached_an_epoch():
    runs = [
        summary(evaluation(90), seed=0, events=epochs(0.5, 0.7, cpu=2)),
        summary(evaluation(90), seed=1, events=epochs(0.6, cpu=4)),
    ]
    (both,) = group(runs)
    curve = line(both)
    assert curve.epoch == (1, 2)
    assert curve.images == (1000, 2000)
    assert curve.cpu_seconds == (3, 4)
    assert curve.mean["accuracy"] == pytest.approx((0.55, 0.7))
    assert curve.low["validation_accuracy"] == pytest.approx((0.25, 0.35))
    assert curve.high["loss"] == pytest.approx((0.5, 0.3))
    assert set(curve.mean) == set(METRICS)


def test_a_run_of_an_older_version_has_no_place_on_the_other_axes():
    curve = line(group([summary(events=epochs(0.5))])[0])
    assert (curve.images, curve.cpu_seconds) == ((None,), (None,))
