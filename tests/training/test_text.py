"""What people read about runs."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cnnviz.evaluation.metrics import Evaluation
from cnnviz.training import notes
from cnnviz.training import text as wording
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import RunConfig
from cnnviz.training.events import ACTS, ActEvent, EpochEvent, History
from cnnviz.training.folder import RunFolder
from cnnviz.training.optimisers import SGD
from cnnviz.training.state import Progress, State

TRAINING = Progress("training", 0.2, epoch=2, seconds_left=83.2)


def made(path, state: State) -> RunFolder:
    run = RunFolder.create(RunConfig(architecture="mlp"), path)
    run.write_state(state)
    return run


@pytest.mark.parametrize(
    ("state", "ahead", "text"),
    [
        (State("queued"), 0, "Starting"),
        (State("queued"), 1, "Waiting for a free slot, 1 run ahead"),
        (State("queued"), 3, "Waiting for a free slot, 3 runs ahead"),
        (State("running", progress=Progress("reading image 1 of 9")), 0, "Reading image 1 of 9"),
        (State("running", progress=TRAINING), 0, "Epoch 2 of 5, 1 min 23 s left"),
        (State("running", progress=replace(TRAINING, seconds_left=None)), 0, "Epoch 2 of 5"),
        (State("paused", progress=TRAINING), 0, "Paused in epoch 2 of 5, 1 min 23 s left"),
        (
            State("stopping", progress=TRAINING),
            0,
            "Stopping; the network trained so far is then evaluated",
        ),
        (State("running", progress=Progress("testing")), 0, "Testing"),
    ],
)
def test_an_unfinished_run_says_how_it_stands(state, ahead, text):
    assert wording.standing(state, 5, ahead) == text


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (State("done"), ""),
        (State("done", "it was good enough"), "It stopped early: it was good enough."),
        (State("stopped"), "This run was stopped."),
        (State("failed", "no memory"), "This run failed: no memory."),
        (State("stopped", "it was deaf"), "This run was stopped: it was deaf."),
    ],
)
def test_an_ended_run_says_how_it_ended(state, text):
    assert wording.ending(state) == text


def test_the_settings_line_leaves_out_what_was_not_set():
    line = wording.settings_line(RunConfig("digits", "mlp", epochs=1, learning_rate=0.0005))
    assert line == ("mlp on Built-in digits, 1 epoch, batch size 50, learning rate 0.0005, seed 0")
    more = RunConfig("/data/my steel.zip", "mlp", augmentation=PRESETS["steel"], image_size=64)
    line = wording.settings_line(replace(more, schedule="one-cycle"))
    assert line.startswith("mlp on my steel, 10 epochs")
    assert line.endswith("augmentation steel, one-cycle, 64 pixels")
    loss = replace(more, optimiser=SGD(0.1), label_smoothing=0.1, class_weights="balanced")
    assert "SGD (weight decay = 0.1), label smoothing 0.1, balanced class weights, augmen" in (
        wording.settings_line(loss)
    )


@pytest.mark.parametrize(
    ("status", "outcome"), [("queued", "queued"), ("paused", "paused"), ("failed", "failed")]
)
def test_a_runs_label_tells_how_it_stands(status, outcome, tmp_path):
    run = made(tmp_path / "20260101-101010-mlp-3f9a", State(status))
    at = datetime(2026, 1, 1, 10, 10, 10, tzinfo=UTC).astimezone()
    assert wording.run_label(run) == f"3f9a mlp: {outcome}, digits, {at.day} {at:%b}"


def test_the_label_of_a_run_of_today_has_the_time(tmp_path):
    now = datetime.now(UTC)
    run = made(tmp_path / f"{now:%Y%m%d-%H%M%S}-mlp-3f9a", State("queued"))
    assert wording.run_label(run) == f"3f9a mlp: queued, digits, {now.astimezone():%H:%M}"


def test_a_named_and_starred_run_has_both_in_its_label(tmp_path):
    run = made(tmp_path / "run-3f9a", State("failed"))
    notes.change(run, name="best so far", starred=True)
    assert wording.run_label(run) == "★ 3f9a best so far: failed, digits"


def test_long_names_are_shortened_in_the_middle(tmp_path):
    data = "/uploads/a very long name of a zip.zip"
    run = RunFolder.create(RunConfig(data, "mlp"), tmp_path / "run-3f9a")
    run.write_state(State("failed"))
    notes.change(run, name="The first of many experiments, number 17")
    assert wording.run_label(run) == "3f9a The first…number 17: failed, a very…a zip"


def test_an_ended_runs_label_tells_its_accuracy(tmp_path):
    run = made(tmp_path / "run-3f9a", State("done"))
    run.write_evaluation(Evaluation("test", 3, 0.1, 2 / 3, ("a", "b"), ((1, 1), (0, 1))))
    assert wording.run_label(run) == "3f9a mlp: 66.67 %, digits"


def test_a_run_that_cannot_be_read_has_a_label_too(tmp_path):
    run = RunFolder.create(RunConfig(), tmp_path / "run-3f9a")
    (run.path / "config.json").write_text("{")
    assert wording.run_label(run) == "3f9a: damaged"


def test_figures_are_rounded_and_tell_the_full_number():
    evaluation = Evaluation("test", 3, 0.123456, 2 / 3, ("a", "b"), ((1, 1), (0, 1)))
    history = History((), (EpochEvent(1, 1, 1, 1, 1, 61.26, 61.26),))
    figures = wording.figures(evaluation, history, epochs=1)
    assert figures[0].name == "Accuracy on 3 test images"
    assert [figure.value for figure in figures] == ["66.67 %", "0.1235", "1", "1 min 01 s"]
    assert figures[0].detail == "2 of 3 test images classified correctly: 0.6666666666666666"
    assert figures[3].detail == "61.26 seconds of training"
    stopped = wording.figures(evaluation, history, epochs=5)[2]
    assert (stopped.name, stopped.value) == ("Stopped at epoch", "1 of 5")


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (("rate", 0.0005), "learning rate 0.0005 from here"),
        (("epochs", 11), "to train 11 epochs in all"),
        (("patience", 1), "to stop after 1 epoch without improvement"),
        (("patience", 0), "no early stop"),
        (("target", 0.98), "to stop at an accuracy of 98.0 %"),
        (("target", 0), "no early stop"),
        (("pause",), "paused"),
        (("resume",), "resumed"),
        (("stop",), "stopped"),
        (
            ("early-stop", None, "no improvement for 3 epochs"),
            "stopped early: no improvement for 3 epochs",
        ),
        (
            ("branch", 4, "20261121-140502-mlp-3f9a"),
            "branched off 20261121-140502-mlp-3f9a after epoch 4",
        ),
    ],
)
def test_a_flag_says_what_was_done(act, text):
    assert wording.act_text(ActEvent(2, 3, 10, 5.0, *act)) == text


def test_every_act_has_a_text():
    assert all(wording.act_text(ActEvent(1, 1, 1, 0.0, what)) for what in ACTS)


@pytest.mark.parametrize(
    ("status", "step_seconds", "text"),
    [
        ("running", 0.02, "2,500 images/s"),
        ("running", 8.0, "6.2 images/s"),
        ("running", 0.0, ""),
        ("paused", 0.02, ""),
    ],
)
def test_the_pace_is_in_images_per_second(status, step_seconds, text):
    state = State(status, progress=replace(TRAINING, step_seconds=step_seconds))
    assert wording.images_per_second(state, 50) == text
