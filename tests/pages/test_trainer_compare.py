"""The trainer's comparison of runs and its ready experiments, without a browser."""

import os
from types import SimpleNamespace

import numpy as np
import pytest

from cnnviz import data
from cnnviz.engine import devices
from cnnviz.evaluation.metrics import evaluate
from cnnviz.training import folder, notes
from cnnviz.training.config import RunConfig
from cnnviz.training.events import EpochEvent
from cnnviz.training.experiments import EXPERIMENTS
from cnnviz.training.folder import RunFolder
from cnnviz.training.outlook import START_SECONDS
from cnnviz.training.state import State
from cnnviz.training.verdicts import NOT_COMPARABLE
from cnnviz.ui import caches
from cnnviz.ui.trainer import experiments, more_seeds
from cnnviz.ui.trainer.state import TrainerState as Key
from cnnviz.utils import paths
from tests.data.test_array_files import fashion_files
from tests.pages.trainer_page import checked, html, open_page, press

IN_USE = {"20260101-101010-made-0007"}  # a run whose network a visitor has just asked


@pytest.fixture(autouse=True)
def no_engine(tmp_path, monkeypatch):
    """A home without runs, and nothing that trains or predicts."""
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    idle = SimpleNamespace(release=lambda model: model.parent.name not in IN_USE)
    monkeypatch.setattr(caches, "engine", lambda: idle)


@pytest.fixture(scope="module")
def digits():
    return data.load("digits")


@pytest.fixture
def only_queued(monkeypatch):
    """New runs wait, instead of being trained."""
    for module in (experiments, more_seeds):
        monkeypatch.setattr(module, "enqueue", lambda engine, config: RunFolder.create(config))


def finished(digits, number: int, wrong: range, **settings) -> RunFolder:
    """A run that answers these test images with the next class, and all others rightly."""
    path = paths.runs() / f"20260101-101010-made-{number:04d}"
    fingerprint = digits.fingerprint if settings.get("seed", 0) == 0 else str(number)
    run = RunFolder.create(RunConfig(fingerprint=fingerprint, **settings), path)
    answers = digits.test.labels.copy()
    answers[wrong] = (answers[wrong] + 1) % 10
    probabilities = np.eye(10)[answers] * 0.9 + 0.01
    run.write_evaluation(evaluate(probabilities, digits.test.labels, digits.classes, "test"))
    run.append(EpochEvent(1, 1.0, 0.5, 1.0, 0.5, 1.0, 1.0))
    run.write_state(State("done"))
    return run


def compare(*runs: RunFolder):
    return open_page(**{Key.PAGE: "compare", Key.CHOSEN: ",".join(run.id for run in runs)})


def texts(page) -> str:
    parts = (*page.markdown, *page.info, *page.warning, *page.caption, *page.error)
    return "\n".join(part.value for part in parts)


def test_a_link_shows_the_comparison_of_its_runs(digits):
    runs = finished(digits, 1, range(40)), finished(digits, 2, range(10, 30), epochs=3)
    page = compare(*runs)
    assert "20 percentage" not in texts(page)
    assert "a difference of 7.41 percentage points" in texts(page)  # 20 of 270
    assert "They disagree on 20 images** of 270 in common" in texts(page)
    assert ">Epochs<" in html(page)
    assert ">Optimiser<" not in html(page)
    assert html(page).count("<figure") == 0  # the first is right on none of them alone
    checked(page.radio(Key.WHICH).set_value(1).run())
    assert html(page).count("<figure") == 20


def test_a_difference_that_chance_explains_is_grey_and_says_so(digits):
    page = compare(finished(digits, 1, range(10)), finished(digits, 2, range(9), epochs=3))
    assert "so none is shown" in texts(page)
    assert ">no difference<" in html(page)


def test_runs_with_other_splits_are_compared_on_their_common_images(digits):
    page = compare(finished(digits, 1, range(5)), finished(digits, 2, range(5), epochs=3, seed=1))
    other = data.load("digits", seed=1)
    common = set(digits.test.files) & set(other.test.files)
    assert f"of {len(common)} in common" in texts(page)


def test_runs_on_other_data_have_no_images_in_common(digits):
    other = finished(digits, 2, range(5), dataset="steel-synthetic", seed=1)
    run = finished(digits, 1, range(5))
    page = compare(run, other)
    assert "no test images in common: their data sets differ" in texts(page)
    assert NOT_COMPARABLE in texts(page)
    assert "A difference of accuracies on different data would say nothing" in html(page)
    third = finished(digits, 3, range(9), epochs=3)  # these two are looked at first
    assert "of 270 in common" in texts(compare(other, run, third))


def test_a_run_of_a_link_that_is_gone_is_one_sentence_and_the_others_show(digits):
    page = open_page(
        **{Key.PAGE: "compare", Key.CHOSEN: f"{finished(digits, 1, range(5)).id},gone"}
    )
    assert "There is no run 'gone' here." in texts(page)
    assert "98.15 %" in html(page)


def test_without_runs_the_page_says_what_to_do():
    page = open_page(**{Key.PAGE: "compare"})
    assert "Choose two or more runs" in texts(page)


@pytest.mark.usefixtures("only_queued")
def test_three_seeds_queue_the_missing_ones_and_compare_them(digits):
    run = finished(digits, 1, range(5), seed=4)
    notes.change(run, name="mine")
    page = compare(run)
    press(page, "mine: 2 more runs, about 2 s")
    new = [each for each in folder.newest() if each.id != run.id]
    assert sorted(each.config().seed for each in new) == [5, 6]
    assert {notes.read(each).name for each in new} == {"mine"}
    assert {run.id, *(each.id for each in new)} == set(page.query_params[Key.CHOSEN].split(","))


def test_every_experiment_says_what_it_does_and_how_long_it_takes():
    page = open_page(**{Key.PAGE: "experiments"})
    for experiment in EXPERIMENTS.values():
        assert experiment.title in texts(page)
    assert "6 runs. About " in texts(page)
    assert "estimated from another machine: none has run here yet." in texts(page)
    assert "Fashion-MNIST is not on this machine" in texts(page)


@pytest.mark.usefixtures("only_queued")
def test_an_experiment_starts_with_one_click_and_opens_its_comparison(digits):
    done = finished(digits, 1, range(5), architecture="lecture-mnist", epochs=15)
    page = open_page(**{Key.PAGE: "experiments", Key.SEEDS: "false"})
    checked(page.button("t_start_shifts").click().run())
    (new,) = [run for run in folder.newest() if run.id != done.id]  # the other is there already
    assert new.config().architecture == "MLP"
    assert notes.read(new).experiment == "shifts"
    assert page.query_params[Key.PAGE] == "compare"
    assert page.query_params[Key.CHOSEN] == f"{new.id},{done.id}"
    assert "1 run not finished yet" in texts(page)


@pytest.mark.usefixtures("only_queued")
def test_the_networks_for_clothes_start_where_fashion_mnist_is_supplied(tmp_path, monkeypatch):
    folder_of_files = tmp_path / "fashion-mnist"
    folder_of_files.mkdir()
    for name, content in fashion_files().items():
        (folder_of_files / name).write_bytes(content)
    monkeypatch.setenv("CNNVIZ_DATA", str(tmp_path))
    page = open_page(**{Key.PAGE: "experiments", Key.SEEDS: "false"})
    assert "Fashion-MNIST is not on this machine" not in texts(page)
    checked(page.button("t_start_clothing").click().run())
    started = [run.config() for run in folder.newest()]
    assert {each.dataset for each in started} == {"fashion-mnist"}
    assert {each.architecture for each in started} == {"mlp", "physics-mnist", "lecture-mnist"}


def asked_to_delete(*runs: RunFolder):
    """The page as it is once the bin of the first run was clicked."""
    page = compare(*runs)
    page.session_state["t_doomed"] = runs[0].id
    return checked(page.run())


def test_a_run_is_deleted_after_a_question_that_says_what_is_lost(digits):
    run, other = finished(digits, 1, range(5)), finished(digits, 2, range(9), epochs=3)
    notes.change(run, name="mine", starred=True)
    page = asked_to_delete(run, other)
    assert "**mine**" in texts(page)
    assert "Deleted for good: its settings, curves, its evaluation: " in texts(page)
    assert "This run is starred." in texts(page)
    press(page, "Delete")
    assert [each.id for each in folder.newest()] == [other.id]
    assert page.query_params[Key.CHOSEN] == other.id


def test_a_run_that_is_kept_is_not_asked_about_again(digits):
    run = finished(digits, 1, range(5))
    page = press(asked_to_delete(run), "Keep")
    assert folder.find(run.id)
    assert "Deleted for good" not in texts(checked(page.run()))


@pytest.mark.parametrize(("number", "status"), [(7, "done"), (8, "running")])
def test_a_run_in_use_is_not_deleted_and_the_page_says_why(digits, number, status):
    run = finished(digits, number, range(5))
    run.model.touch()
    run.write_state(State(status))
    page = press(asked_to_delete(run), "Delete")
    assert folder.find(run.id).history().epochs
    why = "is in use: its network has just answered" if number == 7 else "is running: stop it"
    assert why in texts(page)


@pytest.mark.usefixtures("only_queued")
@pytest.mark.parametrize("status", ["queued", "running"])
def test_an_experiment_takes_runs_that_wait_or_train_already(digits, status):
    under_way = finished(digits, 1, range(5), architecture="lecture-mnist", epochs=15)
    under_way.write_state(State(status))
    page = open_page(**{Key.PAGE: "experiments", Key.SEEDS: "false"})
    assert "1 run (1 more is there already)" in texts(page)
    checked(page.button("t_start_shifts").click().run())
    (new,) = [run for run in folder.newest() if run.id != under_way.id]
    assert page.query_params[Key.CHOSEN] == f"{new.id},{under_way.id}"
    checked(page.button("t_to_experiments").click().run())
    assert "All 2 runs are started; 2 not finished yet." in texts(page)


def test_an_experiment_says_how_long_the_runs_before_it_take(digits):
    run = finished(digits, 1, range(5), epochs=1)  # its epoch took a second
    run = finished(digits, 2, range(5), epochs=26)
    run.write_state(State("queued"))
    page = open_page(**{Key.PAGE: "experiments"})
    slots = devices.count_slots({}, 0, os.cpu_count() or 1)
    seconds = (START_SECONDS + 26) / slots
    assert f"After 1 run that waits or trains now, about {seconds:.0f} s." in texts(page)


def test_all_runs_of_a_comparison_are_stopped_by_one_click(digits):
    runs = [finished(digits, n, range(5), seed=n) for n in range(3)]
    for run in runs[:2]:
        run.write_state(State("queued"))
    page = compare(*runs)
    press(page, "Stop 2 runs")
    assert [run.stop_requested for run in runs] == [True, True, False]
    assert not [each for each in page.button if each.label.startswith("Stop")]


def test_two_groups_are_compared_on_runs_of_the_same_seed(digits):
    first = [finished(digits, 10 + seed, range(5), seed=seed) for seed in (0, 1)]
    second = [finished(digits, 20 + seed, range(9), seed=seed, epochs=3) for seed in (2, 1, 0)]
    assert "of 270 in common" in texts(compare(*first, *second))
