"""How long trainings take is estimated from runs of this machine, if there are any."""

from dataclasses import replace

import pytest

from cnnviz.training.config import RunConfig
from cnnviz.training.duration import START_SECONDS, Estimate, Planned, estimate, reference
from cnnviz.training.events import EpochEvent
from tests.training.summaries import evaluation, summary

PARAMETERS, WORK = 421_642, 4_241_152
CONFIG = RunConfig("mnist", "lecture-mnist", epochs=3)
PLANNED = Planned(CONFIG, 54_000, PARAMETERS, WORK)


def measured(seconds: list[float], work: int = WORK, **settings):
    """A finished run on 1,000 images whose epochs took so long."""
    events = tuple(EpochEvent(i, 1, 1, 1, 1, s, s) for i, s in enumerate(seconds, 1))
    made = summary(evaluation(90), events=events, **{"architecture": "lecture-mnist"} | settings)
    return replace(made, parameters=PARAMETERS, multiply_adds=work)


def test_without_runs_the_reference_machine_counts():
    found = estimate([PLANNED], [], 1)
    assert not found.measured
    # 63 s were measured, see the module; the estimate is for 54,000 images, 3 epochs.
    assert found.seconds - START_SECONDS == pytest.approx(63, rel=0.25)
    assert found.text.endswith("estimated from another machine: none has run here yet.")


def test_a_run_of_the_same_network_says_how_long_its_images_take():
    found = estimate([PLANNED], [measured([9.0, 2.0, 2.0])], 1)
    assert found.seconds == pytest.approx(START_SECONDS + 3 * 54_000 * 2.0 / 1000)
    assert found.text.endswith("estimated from the runs on this machine.")


@pytest.mark.parametrize("other", [{"work": 2 * WORK}, {"batch_size": 10}])
def test_other_networks_say_how_fast_the_machine_is(other):
    run = measured([2.0], **other)
    factor = 0.002 / reference(PARAMETERS, run.multiply_adds, run.config.batch_size)
    expected = START_SECONDS + 3 * 54_000 * factor * reference(PARAMETERS, WORK, 50)
    assert estimate([PLANNED], [run], 1).seconds == pytest.approx(expected)


def test_several_slots_share_the_runs_but_none_is_shorter_than_one_run():
    alone = estimate([PLANNED], [], 1).seconds
    assert estimate([PLANNED] * 4, [], 1).seconds == pytest.approx(4 * alone)
    assert estimate([PLANNED] * 4, [], 2).seconds == pytest.approx(2 * alone)
    assert estimate([PLANNED], [], 8).seconds == pytest.approx(alone)


def test_nothing_to_train_takes_no_time():
    assert estimate([], [], 1).seconds == 0


def test_unfinished_runs_and_those_of_older_versions_are_ignored():
    old = measured([2.0])
    old = replace(old, evaluation=replace(old.evaluation, trained_on=None))
    assert not estimate([PLANNED], [old, summary()], 1).measured


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "5 s"), (42, "40 s"), (57, "55 s"), (58, "1 min"), (89, "1 min"), (100, "2 min")],
)
def test_an_estimate_is_no_more_exact_than_it_can_be(seconds, said):
    assert Estimate(seconds, True).text.startswith(f"About {said}, ")
