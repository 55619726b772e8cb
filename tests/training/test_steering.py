"""Acts on a training: pauses and stops cost nothing, and a repeated run repeats what was done."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from cnnviz.layers import BatchNorm, Dense, Dropout, Flatten
from cnnviz.training import job, progress, steering
from cnnviz.training.acts import Act
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.optimisers import SGD
from cnnviz.training.recorder import Recorder
from cnnviz.training.state import State
from tests.small_data import write_folder

LAYERS = (Flatten(), Dense(8), BatchNorm(), Dropout(0.2))
STEPS = 7  # per epoch


@pytest.fixture(scope="module")
def config(tmp_path_factory) -> RunConfig:
    """Changed images, dropout, and a rate that depends on the step."""
    data = write_folder(tmp_path_factory.mktemp("data") / "steel")
    return RunConfig(
        str(data),
        "tiny",
        epochs=3,
        batch_size=8,
        learning_rate=0.01,
        layers=LAYERS,
        augmentation=PRESETS["steel"],
        schedule="one-cycle",
    )


@pytest.fixture(scope="module")
def undisturbed(config, tmp_path_factory) -> RunFolder:
    return trained(config, tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture
def at_step(monkeypatch) -> Callable[..., None]:
    """Do something during a training step, counted from 1 over all trainings of the test."""
    monkeypatch.setattr(steering, "LOOK_SECONDS", 0)
    steps, acts = count(1), {}
    record = Recorder.on_train_batch_end

    def step(self, batch, logs) -> None:
        acts.get(next(steps), lambda: None)()
        record(self, batch, logs)

    monkeypatch.setattr(Recorder, "on_train_batch_end", step)
    return lambda number, act: acts.update({number: act})


def trained(config: RunConfig, path: Path) -> RunFolder:
    run = RunFolder.create(config, path)
    assert job.train_run(run).status == "done"
    return run


def figures(run: RunFolder) -> list[tuple[float, ...]]:
    return [
        (each.epoch, each.loss, each.accuracy, each.validation_loss, each.validation_accuracy)
        for each in run.history().epochs
    ]


def acts_of(run: RunFolder) -> list[tuple[str, float | None, float]]:
    return [(act.what, act.value, round(act.at * STEPS)) for act in run.history().acts]


def train_on(run: RunFolder) -> State:
    """Take a run up again that was stopped or paused."""
    for request in ("stop", "pause"):
        run.request(request, wanted=False)
    run.write_state(State("queued"))
    return job.train_run(run)


def test_all_steps_of_an_epoch_are_its_images(undisturbed):
    assert {batch.steps for batch in undisturbed.history().batches} == {STEPS}


@pytest.mark.parametrize("step", [1, 10, 14, 15])
def test_a_run_stopped_at_any_step_continues_to_the_figures_of_an_undisturbed_one(
    config, undisturbed, tmp_path, at_step, step
):
    run = RunFolder.create(config, tmp_path / "run")
    at_step(step, lambda: run.request("stop"))
    assert job.train_run(run).status == "stopped"
    assert run.evaluation()
    assert train_on(run).status == "done"
    assert figures(run) == figures(undisturbed)
    assert run.evaluation() == undisturbed.evaluation()
    assert not run.interrupted.exists()
    assert acts_of(run) == [("stop", None, step), ("resume", None, step)]


@pytest.mark.parametrize("step", [10, 14])
def test_a_paused_run_that_gave_its_slot_up_continues_to_the_same_figures(
    config, undisturbed, tmp_path, at_step, monkeypatch, step
):
    monkeypatch.setattr(progress, "LOOK_SECONDS", 0)
    monkeypatch.setattr(progress, "some_run_waits", lambda: True)
    run = RunFolder.create(config, tmp_path / "run")
    at_step(step, lambda: run.request("pause"))
    state = job.train_run(run, leaves=True)
    assert (state.status, state.in_slot) == ("paused", False)
    assert run.state() == state
    assert train_on(run).status == "done"
    assert figures(run) == figures(undisturbed)
    assert acts_of(run) == [("pause", None, step), ("resume", None, step)]


def test_points_of_the_curves_cover_each_image_once_across_an_interruption(
    config, tmp_path, at_step, monkeypatch
):
    run = RunFolder.create(replace(config, epochs=1), tmp_path / "run")
    monkeypatch.setattr("cnnviz.training.recorder.EVENT_SECONDS", 1e9)  # only where it stops
    monkeypatch.setattr("cnnviz.training.recorder.EVENTS_PER_RUN", 1)
    at_step(4, lambda: run.request("stop"))
    job.train_run(run)
    monkeypatch.setattr("cnnviz.training.recorder.EVENTS_PER_RUN", 500)
    train_on(run)
    batches, images = run.history().batches, len(config.load_data().train)
    assert [batch.step for batch in batches] == [4, 5, 6, 7]
    until = [0, *(min(8 * batch.step, images) for batch in batches)]
    total = sum(
        (end - start) * batch.loss
        for start, end, batch in zip(until, until[1:], batches, strict=False)
    )
    (epoch,) = run.history().epochs
    assert total / images == pytest.approx(epoch.loss, rel=1e-5)


def test_the_first_step_after_a_pause_is_a_point_of_the_curves(
    config, tmp_path, at_step, monkeypatch
):
    monkeypatch.setattr("cnnviz.training.recorder.EVENT_SECONDS", 1e9)
    monkeypatch.setattr("cnnviz.training.recorder.EVENTS_PER_RUN", 1)
    run = RunFolder.create(replace(config, epochs=1), tmp_path / "run")
    at_step(4, lambda: run.request("stop"))
    job.train_run(run)
    train_on(run)
    assert [batch.step for batch in run.history().batches] == [4, 5, 7]


def test_a_short_run_has_a_point_for_each_step_however_fast_it_is(config, tmp_path, monkeypatch):
    monkeypatch.setattr("cnnviz.training.recorder.EVENT_SECONDS", 1e9)
    run = RunFolder.create(replace(config, epochs=2), tmp_path / "run")
    job.train_run(run)
    points = [(batch.epoch, batch.step) for batch in run.history().batches]
    assert points == [(epoch, step) for epoch in (1, 2) for step in range(1, 8)]


@pytest.mark.parametrize("schedule", ["constant", "one-cycle"])
def test_a_rate_set_in_the_middle_counts_from_the_next_step_and_is_repeated(
    config, tmp_path, at_step, schedule
):
    config = replace(config, schedule=schedule)
    run = RunFolder.create(config, tmp_path / "run")
    at_step(10, lambda: run.request_rate(0.125))
    assert job.train_run(run).status == "done"
    assert run.config().acts == (Act(10, "rate", 0.125),)
    assert acts_of(run) == [("rate", 0.125, 10)]
    assert figures(run) != figures(trained(config, tmp_path / "without"))
    again = trained(run.config(), tmp_path / "again")
    assert figures(again) == figures(run)
    assert again.evaluation() == run.evaluation()
    assert acts_of(again) == acts_of(run)


def test_each_point_of_the_curves_has_the_rate_of_its_step(config, tmp_path, monkeypatch, at_step):
    run = RunFolder.create(replace(config, schedule="constant"), tmp_path / "run")
    at_step(10, lambda: run.request_rate(0.125))
    job.train_run(run)
    rates = [batch.rate for batch in run.history().batches]
    assert rates == [0.01] * 10 + [0.125] * 11


def test_a_rate_asked_for_before_the_start_counts_from_the_first_step(config, tmp_path):
    run = RunFolder.create(config, tmp_path / "run")
    run.request_rate(0.002)
    job.train_run(run)
    assert run.config().acts == (Act(0, "rate", 0.002),)
    again = trained(run.config(), tmp_path / "again")
    assert (figures(again), acts_of(again)) == (figures(run), acts_of(run))


def test_the_same_rate_again_is_no_act(config, tmp_path, at_step):
    run = RunFolder.create(replace(config, schedule="constant", epochs=1), tmp_path / "run")
    at_step(3, lambda: run.request_rate(0.01))
    job.train_run(run)
    assert run.config().acts == ()


def test_a_continued_run_keeps_the_rate_that_was_set(config, tmp_path, at_step):
    run = RunFolder.create(config, tmp_path / "run")
    at_step(5, lambda: run.request_rate(0.125))
    at_step(9, lambda: run.request("stop"))
    job.train_run(run)
    train_on(run)
    assert figures(run) == figures(trained(run.config(), tmp_path / "again"))


@pytest.mark.parametrize("schedule", ["constant", "one-cycle"])
def test_one_more_epoch_after_the_end_goes_on_from_there_and_is_repeated(
    config, tmp_path, schedule
):
    config = replace(config, schedule=schedule)
    run = trained(config, tmp_path / "run")
    before = figures(run)
    run.request_act("epochs", 4)
    assert train_on(run).status == "done"
    assert figures(run)[:3] == before
    assert len(figures(run)) == 4
    assert figures(run)[3][1:] != before[2][1:]  # it learned something
    again = trained(run.config(), tmp_path / "again")
    assert figures(again) == figures(run)
    assert again.evaluation() == run.evaluation()
    assert acts_of(again) == acts_of(run)


def test_after_a_schedule_the_rate_stays_that_of_its_last_epochs_beginning(config, tmp_path):
    run = trained(replace(config, acts=(Act(8, "epochs", 4),)), tmp_path / "run")
    ((rate, step),) = [(act.value, act.step) for act in run.config().acts if act.what == "rate"]
    assert step == 21
    # 30 % of the 21 steps rise, so 6; step 14 is 8 / 15 into the cosine.
    assert rate == pytest.approx(0.01 * (1 + -0.10452846326765333) / 2)


def test_one_more_epoch_while_it_trains_without_a_schedule_is_that_of_a_longer_run(
    config, tmp_path, at_step
):
    config = replace(config, schedule="constant")
    run = RunFolder.create(config, tmp_path / "run")
    at_step(9, lambda: run.request_act("epochs", 4))
    job.train_run(run)
    assert figures(run) == figures(trained(replace(config, epochs=4), tmp_path / "longer"))


@pytest.fixture(scope="module")
def twenty(config, tmp_path_factory) -> RunFolder:
    """A training long enough to get worse again."""
    config = replace(config, epochs=20, schedule="constant", optimiser=SGD(), learning_rate=0.5)
    return trained(config, tmp_path_factory.mktemp("twenty"))


def due(run: RunFolder, patience: int) -> int:
    """The epoch after which Keras's EarlyStopping ends a training."""
    best, waited = float("inf"), 0
    for epoch, *_, loss, _ in figures(run):
        waited = 0 if loss < best else waited + 1
        best = min(best, loss)
        if waited >= patience:
            return epoch
    raise AssertionError("it never stops: the data of this test must be others")


@pytest.mark.parametrize("patience", [1, 2])
def test_a_run_ends_when_the_validation_loss_has_not_improved(twenty, tmp_path, patience):
    run = trained(replace(twenty.config(), patience=patience), tmp_path / "run")
    end = due(twenty, patience)
    assert figures(run) == figures(twenty)[:end]
    assert run.state().reason.startswith("the validation loss had not improved for")
    assert acts_of(run) == [("early-stop", None, end * STEPS)]


def test_a_run_ends_when_it_reaches_the_accuracy(twenty, tmp_path):
    end, *_, wanted = max(figures(twenty)[:8], key=lambda row: row[4])
    run = trained(replace(twenty.config(), target_accuracy=wanted), tmp_path / "run")
    assert figures(run) == figures(twenty)[:end]
    assert run.state().reason.startswith("the validation accuracy reached")


def test_a_rule_set_while_it_trains_ends_the_run_and_is_repeated(twenty, tmp_path, at_step):
    run = RunFolder.create(twenty.config(), tmp_path / "run")
    at_step(3, lambda: run.request_act("patience", 1))
    job.train_run(run)
    assert len(figures(run)) == due(twenty, 1)
    assert figures(trained(run.config(), tmp_path / "again")) == figures(run)


def test_one_more_epoch_after_an_early_stop_is_trained_and_repeated(twenty, tmp_path):
    run = trained(replace(twenty.config(), patience=1), tmp_path / "run")
    end = len(figures(run))
    run.request_act("epochs", end + 1)
    train_on(run)
    assert figures(run) == figures(twenty)[: end + 1]
    again = trained(run.config(), tmp_path / "again")
    assert figures(again) == figures(run)


def test_a_loss_that_is_no_number_says_what_to_try(config, tmp_path, at_step, monkeypatch):
    run = RunFolder.create(replace(config, schedule="constant"), tmp_path / "run")

    def fail() -> None:
        monkeypatch.setattr("cnnviz.training.recorder.isfinite", lambda value: False)

    at_step(10, fail)
    state = job.train_run(run)
    assert state.status == "failed"
    assert "in epoch 2, step 3, with the learning rate 0.01" in state.reason
    assert state.reason.endswith(
        "try a learning rate of 0.001: branch from epoch 1, or train again"
    )
