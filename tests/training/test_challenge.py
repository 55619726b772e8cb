"""The challenge: what takes part, and in which order."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from cnnviz.training import challenge
from cnnviz.training.config import RunConfig
from cnnviz.training.run_summary import RunSummary


def run(name: str, accuracy: float | None, parameters: int | None, cpu: float) -> RunSummary:
    found = RunSummary(name, notes=None, status="done", config=RunConfig())
    evaluation = None if accuracy is None else SimpleNamespace(accuracy=accuracy)
    epochs = (SimpleNamespace(cpu_seconds=cpu),)
    return replace(found, evaluation=evaluation, parameters=parameters, epochs=epochs)


RUNS = (
    run("large", 0.99, 10_001, 60.0),
    run("small", 0.97, 10_000, 61.0),
    run("smaller", 0.97, 900, 30.0),
    run("unfinished", None, 900, 1.0),
    run("unknown size", 0.9, None, 5.0),
)


@pytest.mark.parametrize(
    ("rank", "order"),
    [
        (challenge.small, ["smaller", "small"]),
        (challenge.quick, ["large", "smaller", "unknown size"]),
    ],
)
def test_the_best_come_first(rank, order):
    assert [entry.run.id for entry in rank(RUNS, "digits")] == order


def test_runs_on_other_data_do_not_take_part():
    assert challenge.small(RUNS, "mnist") == []
    assert challenge.too_large(RUNS, "mnist") == []


def test_evaluated_runs_beyond_a_limit_are_told_apart():
    assert [each.id for each in challenge.too_large(RUNS, "digits")] == ["large"]
    assert [each.id for each in challenge.too_slow(RUNS, "digits")] == ["small"]
