"""A whole training in this process, on tiny data: what it writes, repeats, obeys and refuses."""

import errno
import re
import shutil
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cnnviz import models
from cnnviz.data.dataset import fingerprint_of
from cnnviz.evaluation.answers import Answers
from cnnviz.evaluation.baselines import measure_baselines
from cnnviz.evaluation.virtual_logit import load_detector
from cnnviz.layers import BatchNorm, Dense, Dropout, Flatten
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.networks.build import build
from cnnviz.training import card, checkpoint, job, progress, recorder
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.branching import same_start
from cnnviz.training.config import RunConfig
from cnnviz.training.events import BatchEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.optimisers import SGD, AdamW
from cnnviz.training.pipeline import evaluate_model
from cnnviz.training.state import State
from tests.small_data import write_folder
from tests.waiting import wait_until

LAYERS = (Flatten(), Dense(8), BatchNorm(), Dropout(0.2))


@pytest.fixture(scope="module")
def config(tmp_path_factory) -> RunConfig:
    data = write_folder(tmp_path_factory.mktemp("data") / "steel")
    return RunConfig(str(data), "tiny", epochs=2, batch_size=8, learning_rate=0.01, layers=LAYERS)


@pytest.fixture(scope="module")
def done(config, tmp_path_factory) -> RunFolder:
    run = RunFolder.create(config, tmp_path_factory.mktemp("run"))
    assert job.train_run(run).status == "done"
    return run


def train(config: RunConfig, path) -> tuple[RunFolder, object]:
    run = RunFolder.create(config, path)
    return run, job.train_run(run)


def test_runs_from_the_same_start_have_the_same_weights_and_order_of_images(config, tmp_path):
    still = replace(config, learning_rate=1e-12)  # so that each loss tells weights and images only
    losses = []
    for optimiser in (SGD(), AdamW()):
        made = same_start(still, replace(still, optimiser=optimiser))
        run, _ = train(made, tmp_path / optimiser.kind)
        losses.append([batch.loss for batch in run.history().batches])
    assert len(set(losses[0])) == len(losses[0]) == 14  # batches differ
    np.testing.assert_allclose(*losses, rtol=1e-5)


def test_a_run_leaves_exactly_the_files_it_should(done):
    files = sorted(str(path.relative_to(done.path)) for path in done.path.rglob("*.*"))
    assert files == [
        "answers.npz",
        "config.json",
        "epochs/01.npz",
        "epochs/01.record.npz",
        "epochs/02.npz",
        "epochs/02.record.npz",
        "epochs/watched.npz",
        "evaluation.json",
        "events.jsonl",
        "model.json",
        "model.keras",
        "model.npz",
        "state.json",
    ]


def test_a_run_records_every_epoch_and_ends_done(done):
    state, history = done.state(), done.history()
    assert (state.status, state.progress.fraction, state.progress.seconds_left) == ("done", 1, None)
    assert [event.epoch for event in history.epochs] == [1, 2]
    assert history.batches
    assert all(event.steps == 7 for event in history.batches)
    assert history.epochs[-1].validation_accuracy > 0.9


def test_the_cpu_time_of_a_training_rises_and_is_at_most_that_of_the_process(config, tmp_path):
    before = time.process_time()
    run, _ = train(config, tmp_path / "run")
    whole = time.process_time() - before
    first, second = (event.cpu_seconds for event in run.history().epochs)
    assert 0 < first < second <= whole
    assert run.history().cpu_seconds == second


def test_the_evaluation_states_on_which_images_it_was_trained_and_tested(done, config):
    data, evaluation = config.load_data(), done.evaluation()
    assert evaluation.trained_on == len(data.train)
    assert evaluation.tested_on == fingerprint_of([data.test]) != fingerprint_of([data.train])


def test_the_saved_model_is_described_and_gives_the_evaluation_again(done, config):
    info, data = models.read_info(done.model), config.load_data()
    assert (info.name, info.classes, info.dataset) == ("tiny", ("bright", "dark"), "steel")
    again = evaluate_model(models.open_model(done.model), data.test, "test", lambda fraction: None)
    assert again == replace(done.evaluation(), baselines=None, trained_on=None, tested_on="")
    assert again.n == len(data.test)


def test_the_evaluation_states_what_is_reached_without_a_network(done, config):
    data = config.load_data()
    assert done.evaluation().baselines == measure_baselines(data.train, data.test)


def test_the_evaluation_is_kerass(done, config):
    test = config.load_data().test
    model = models.open_model(done.model).network
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    loss, accuracy = model.evaluate(test.images.astype(np.float32) / 255, test.labels, verbose=0)
    evaluation = done.evaluation()
    np.testing.assert_allclose([evaluation.loss, evaluation.accuracy], [loss, accuracy], rtol=1e-5)


def test_the_last_checkpoint_holds_the_models_weights(done):
    info = models.read_info(done.model)
    network = build(info.layers, info.input_shape, len(info.classes))
    network.compile(optimizer="adam")
    checkpoint.restore(done.checkpoint(2), network)
    saved = models.open_model(done.model).network.get_weights()
    for ours, theirs in zip(network.get_weights(), saved, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.fixture(scope="module")
def undisturbed(config, tmp_path_factory) -> RunFolder:
    """Four epochs of changed images, at a rate that depends on the step."""
    config = replace(config, epochs=4, schedule="one-cycle", augmentation=PRESETS["steel"])
    run = RunFolder.create(config, tmp_path_factory.mktemp("undisturbed"))
    assert job.train_run(run).status == "done"
    return run


def interrupted(run: RunFolder, path: Path, epoch: int) -> RunFolder:
    """What a run has on disk whose process is killed in the epoch after ``epoch``."""
    cut = RunFolder.create(run.config(), path)
    (cut.path / "epochs").mkdir()
    for saved in range(1, epoch + 1):
        shutil.copy(run.checkpoint(saved), cut.checkpoint(saved))
    lines = (run.path / "events.jsonl").read_text("utf-8").splitlines(keepends=True)
    (cut.path / "events.jsonl").write_text("".join(lines[:-1]) + lines[-1][:20])
    return cut


def figures(run: RunFolder) -> list[tuple[float, ...]]:
    return [
        (each.epoch, each.loss, each.accuracy, each.validation_loss, each.validation_accuracy)
        for each in run.history().epochs
    ]


@pytest.mark.parametrize("epoch", [0, 2, 3])
def test_a_run_that_was_killed_continues_to_the_figures_of_an_undisturbed_one(
    undisturbed, tmp_path, epoch
):
    run = interrupted(undisturbed, tmp_path / "cut", epoch)
    assert job.train_run(run).status == "done"
    assert figures(run) == figures(undisturbed)
    assert run.evaluation() == undisturbed.evaluation()


def test_a_run_whose_last_checkpoint_is_damaged_continues_from_the_one_before(
    undisturbed, tmp_path
):
    run = interrupted(undisturbed, tmp_path / "cut", 3)
    run.checkpoint(3).write_bytes(run.checkpoint(3).read_bytes()[:100])
    assert job.train_run(run).status == "done"
    assert figures(run) == figures(undisturbed)


def test_the_clock_of_a_continued_run_goes_on_from_the_epoch(undisturbed, tmp_path):
    run = interrupted(undisturbed, tmp_path / "cut", 2)
    job.train_run(run)
    times = [event.time for event in run.history().epochs]
    assert times[:2] == [event.time for event in undisturbed.history().epochs[:2]]
    assert times == sorted(times)


def test_the_cpu_time_of_a_continued_run_goes_on_from_the_epoch(undisturbed, tmp_path):
    run = interrupted(undisturbed, tmp_path / "cut", 2)
    job.train_run(run)
    times = [event.cpu_seconds for event in run.history().epochs]
    assert times[:2] == [event.cpu_seconds for event in undisturbed.history().epochs[:2]]
    assert times == sorted(times)


def test_the_cpu_time_of_a_run_that_an_older_version_began_stays_unknown(undisturbed, tmp_path):
    run = interrupted(undisturbed, tmp_path / "cut", 2)
    events = run.path / "events.jsonl"
    events.write_text(re.sub(r', "cpu_seconds": [^}]*', "", events.read_text("utf-8")))
    assert job.train_run(run).status == "done"
    assert run.history().cpu_seconds is None


def test_the_written_settings_repeat_the_run_exactly(done, tmp_path):
    again, state = train(done.config(), tmp_path / "again")
    assert state.status == "done"
    assert again.evaluation() == done.evaluation()
    losses = [[event.loss for event in run.history().epochs] for run in (done, again)]
    assert losses[0] == losses[1]


def test_another_seed_gives_another_network(done, config, tmp_path):
    other, _ = train(replace(config, seed=1), tmp_path / "other")
    assert other.evaluation().loss != done.evaluation().loss


def test_augmentation_and_one_cycle_train_too_and_repeat(config, tmp_path):
    settings = replace(config, epochs=1, augmentation=PRESETS["digits"], schedule="one-cycle")
    first, second = (train(settings, tmp_path / name)[0] for name in "ab")
    assert first.state().status == "done"
    assert first.evaluation() == second.evaluation()


def test_a_stop_in_the_middle_keeps_a_model_and_its_evaluation(config, tmp_path):
    run = RunFolder.create(replace(config, epochs=1000), tmp_path / "run")

    def stop_when_trained_a_little(state) -> None:
        if len(run.history().epochs) >= 2:
            run.request("stop")

    state = job.train_run(run, stop_when_trained_a_little)
    assert (state.status, state.reason) == ("stopped", "")
    assert 2 <= len(run.history().epochs) < 100
    assert run.evaluation().n == 12
    assert models.read_info(run.model).classes == ("bright", "dark")


def test_a_stop_before_training_leaves_no_model(config, tmp_path):
    run = RunFolder.create(config, tmp_path / "run")
    run.request("stop")
    state = job.train_run(run)
    assert (state.status, state.reason) == ("stopped", "training had not begun")
    assert not run.model.exists()


def test_a_paused_run_waits_until_it_may_go_on(config, tmp_path):
    run = RunFolder.create(config, tmp_path / "run")
    run.request("pause")
    training = threading.Thread(target=job.train_run, args=(run,))
    training.start()
    wait_until(lambda: run.state().status == "paused", 60, "it pauses")
    run.request("pause", wanted=False)
    training.join(60)
    assert run.state().status == "done"


def test_the_time_of_a_training_is_that_without_its_pauses(config, tmp_path, monkeypatch):
    run = RunFolder.create(config, tmp_path / "run")
    clock = SimpleNamespace(now=100.0, time=time.time, process_time=time.process_time)
    clock.monotonic = lambda: clock.now

    def a_minute_later_go_on(seconds: float) -> None:
        clock.now += 60
        run.request("pause", wanted=False)

    def pause_in_the_first_epoch(state) -> None:
        if state.progress.doing == "training" and clock.now == 100:
            run.request("pause")

    clock.sleep = a_minute_later_go_on
    monkeypatch.setattr(progress, "time", clock)
    monkeypatch.setattr(recorder, "time", clock)
    job.train_run(run, pause_in_the_first_epoch)
    assert clock.now == 160
    assert run.history().seconds == 0
    assert [epoch.seconds for epoch in run.history().epochs] == [0, 0]


def test_a_loss_that_is_no_number_ends_the_run_with_a_sentence(config, tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "isfinite", lambda value: False)
    _, state = train(config, tmp_path / "run")
    assert state.status == "failed"
    assert state.reason.startswith("the loss became infinite")
    assert "in epoch 1, step 1, with the learning rate 0.01" in state.reason
    assert state.reason.endswith("; try a learning rate of 0.001")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"dataset": "/nowhere/at/all"}, "a data set must be"),
        (
            {"architecture": "physics-mnist", "layers": (), "fingerprint": "0" * 64},
            "made with data",
        ),
        ({"layers": (Dense(3),)}, "a dense layer needs a flat input"),
    ],
)
def test_what_cannot_be_trained_fails_with_the_rule(change, reason, config, tmp_path):
    run, state = train(replace(config, **change), tmp_path / "run")
    assert state.status == "failed"
    assert reason in state.reason
    assert run.state() == state


def test_a_full_disk_fails_with_a_sentence(config, tmp_path, monkeypatch):
    def full(*arguments) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(models, "save", full)
    _, state = train(config, tmp_path / "run")
    assert state.reason == "a file could not be read or written: the server's disk is full"


def test_a_disk_that_fills_is_reported_as_full(config, tmp_path, monkeypatch):
    run = RunFolder.create(config, tmp_path / "run")
    (run.path / "events.jsonl").symlink_to("/dev/full")  # every write fails, as on a full disk

    def full(prefix: str, dir: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(dir))

    def train(*arguments: object) -> None:
        monkeypatch.setattr(tempfile, "mkstemp", full)  # from now on no file can be added
        run.append(BatchEvent(1, 1, 1, 0.5, 0.5, 0.5))

    monkeypatch.setattr(job, "_train", train)
    state = job.train_run(run)
    assert state.reason == "a file could not be read or written: the server's disk is full"
    assert run.written_state() == state  # written over the one that was there


def test_an_hdf5_error_that_quotes_a_full_disk_is_reported_as_full(config, tmp_path, monkeypatch):
    def train(*arguments: object) -> None:
        raise RuntimeError("Can't write data (file write failed: No space left on device)")

    monkeypatch.setattr(job, "_train", train)
    state = job.train_run(RunFolder.create(config, tmp_path / "run"))
    assert state.reason == "a file could not be written: the server's disk is full"


def test_a_run_whose_folder_is_deleted_ends(config, tmp_path, monkeypatch):
    run = RunFolder.create(config, tmp_path / "run")
    watched = []

    def delete(state: State) -> None:
        watched.append(state)
        if state.progress.epoch:
            shutil.rmtree(run.path, ignore_errors=True)

    assert job.train_run(run, delete).status == "failed"
    assert watched[-1].progress.fraction < 1


def test_the_answers_to_the_test_images_are_those_of_the_saved_model(done, config):
    test = config.load_data().test
    observed = ObservedModel(models.open_model(done.model))
    answers = Answers.load(done.answers, 2)
    np.testing.assert_array_equal(answers.labels, test.labels)
    np.testing.assert_allclose(answers.probabilities, observed.predict(test.scaled), atol=1e-6)


def test_a_run_has_a_card_with_its_settings_and_figures(done, config):
    card, evaluation = done.card(), done.evaluation()
    assert card.recipe["epochs"] == config.epochs
    assert card.test.accuracy == evaluation.accuracy
    assert card.test.calibration_error == evaluation.calibration_error
    assert card.data.sha256 == done.config().fingerprint
    assert card.ood.threshold > 0
    assert card.seconds > 0


def test_the_doubt_of_a_run_is_above_the_threshold_for_two_percent_of_validation_images(
    done, config
):
    card, detector = done.card(), load_detector(done.model.with_suffix(".npz"))
    observed = ObservedModel(models.open_model(done.model))
    distances = detector.distances(observed.features(config.load_data().validation.scaled))
    assert card.ood.threshold == pytest.approx(np.quantile(distances, 0.98), rel=1e-4)


@pytest.mark.parametrize("error", [RuntimeError("broken"), MemoryError(), OSError("disk full")])
def test_a_card_that_cannot_be_measured_does_not_lose_the_run(
    config, tmp_path, monkeypatch, caplog, error
):
    def fail(*arguments, **settings):
        raise error

    monkeypatch.setattr(card, "measure", fail)
    run, state = train(config, tmp_path)
    assert state.status == "done"
    assert run.evaluation() is not None
    assert run.card() is None
    assert f"run {run.id} has no card" in caplog.text
