"""The trainer's page, run without a browser, with the engine that trains in earnest."""

import json

import numpy as np
import pytest

from cnnviz import data, networks
from cnnviz.evaluation.metrics import evaluate
from cnnviz.networks import ARCHITECTURES
from cnnviz.training import folder
from cnnviz.training.config import RunConfig
from cnnviz.training.events import BatchEvent, EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.recipes import RECIPES
from cnnviz.training.state import Progress, State
from cnnviz.ui import stack_editor
from cnnviz.ui.components.layer_stack import Shown
from cnnviz.ui.trainer.controls import CONTROLS
from cnnviz.ui.trainer.state import TrainerState as Key
from cnnviz.utils import paths
from tests.image_files import FOLDERS, make_zip, tree
from tests.pages.trainer_page import checked, control, html, open_page, press, train_button
from tests.waiting import wait_until

pytestmark = pytest.mark.usefixtures("no_runs")


def made_run(state: State, name: str = "20260101-101010-made-0001", **settings) -> RunFolder:
    """A run as its process would leave it."""
    run = RunFolder.create(RunConfig(epochs=4, **settings), paths.runs() / name)
    run.write_state(state)
    return run


@pytest.fixture
def editor(monkeypatch) -> list[Shown]:
    """What the editor of layers was given to show, the last one last."""
    given = []
    show = stack_editor.layer_stack

    def layer_stack(shown: Shown, **how) -> None:
        given.append(shown)
        show(shown, **how)

    monkeypatch.setattr(stack_editor, "layer_stack", layer_stack)
    return given


def test_it_opens_with_images_of_every_class_and_the_network_in_numbers(editor):
    page = open_page()
    assert html(page).count("<figure") == 20
    rows = networks.trace(ARCHITECTURES["lecture-mnist"].layers, (28, 28, 1), 10)
    total = sum(row.parameters for row in rows)
    assert any(f"{total:,} parameters" in text.value for text in page.markdown)
    assert list(editor[-1].asked.summaries) == rows
    assert any("1,258 training" in text.value for text in page.markdown)


def test_another_network_shows_another_table():
    page = open_page()
    checked(control(page, Key.NETWORK).select("mlp").run())
    weights = 784 * 128 + 128 + 128 * 10 + 10
    assert any(f"{weights:,} parameters" in text.value for text in page.markdown)


def test_steel_suits_the_network_to_its_larger_images():
    page = open_page()
    checked(control(page, Key.DATA).select("steel-synthetic").run())
    assert control(page, Key.NETWORK).value == "fast-neu"
    checked(control(page, Key.DATA).select("digits").run())
    assert control(page, Key.NETWORK).value == "lecture-mnist"


def test_synthetic_data_is_called_synthetic():
    page = open_page(**{Key.DATA: "steel-synthetic"})
    assert any("drawn by a program" in text.value for text in page.markdown)


def test_an_absent_data_set_says_why_and_how_to_supply_it(monkeypatch, tmp_path):
    monkeypatch.setenv("CNNVIZ_DATA", str(tmp_path))
    page = open_page(**{Key.DATA: "neu"})
    (info,) = page.info
    assert "NEU surface defects are not on this machine" in info.value
    assert "NEU surface defects (not available)" in control(page, Key.DATA).options
    assert train_button(page).disabled


IN_PREVIEW = "Multiply-adds"
OUT_OF_RANGE = [
    (Key.EPOCHS, 0, "Epochs must be a whole number from 1 to 1000, got 0."),
    (Key.BATCH, 5000, "Batch size must be a whole number from 1 to 4096, got 5000."),
    (Key.RATE, 2.0, "Learning rate must be above 0 and at most 1, got 2.0."),
    (Key.SEED, -1, "Seed must be a whole number from 0"),
    (Key.SIZE, 4, "Image size must be a whole number from 8 to 512, got 4."),
]


def test_a_number_out_of_range_is_one_sentence_and_the_preview_stays():
    page = open_page()
    before = html(page)
    for key, value, sentence in OUT_OF_RANGE:
        allowed = control(page, key).value
        checked(control(page, key).set_value(value).run())
        (error,) = page.error
        assert error.value.startswith(sentence)
        assert html(page) == before
        assert train_button(page).disabled
        control(page, key).set_value(allowed)  # runs with the next one


def test_a_network_that_does_not_fit_the_images_is_refused():
    page = open_page(**{Key.NETWORK: "fast-mnist"})
    checked(control(page, Key.SIZE).set_value(512).run())
    checked(control(page, Key.NETWORK).select("lecture-mnist").run())
    (error,) = [error.value for error in page.error]
    assert error.startswith("Layer 6: a network may have at most 50,000,000 parameters, got ")
    assert error.endswith("; dense_1 has 134,217,856 of them.")
    assert train_button(page).disabled


def test_train_places_a_run_that_the_page_follows_to_its_end():
    page = open_page(**{Key.NETWORK: "mlp", Key.EPOCHS: "2", Key.BATCH: "200"})
    press(page, "Train")
    (run,) = folder.newest()
    assert page.query_params[Key.RUN] == run.id
    config = run.config()
    assert (config.architecture, config.epochs, config.batch_size) == ("mlp", 2, 200)
    wait_until(lambda: run.state().status == "done", 60, "it is done")
    checked(page.run())
    accuracy = run.evaluation().accuracy
    assert f"{accuracy * 100:.2f} %" in html(page)
    assert "Confusion matrix" in [heading.value for heading in page.subheader]


def test_a_number_typed_just_before_the_click_on_train_counts():
    page = open_page(**{Key.NETWORK: "mlp", Key.EPOCHS: "7", Key.BATCH: "200"})
    control(page, Key.EPOCHS).set_value(2)  # the browser sends both in one message
    press(page, "Train")
    (run,) = folder.newest()
    assert run.config().epochs == 2


def test_settings_come_from_the_address():
    page = open_page(**{Key.NETWORK: "mlp", Key.EPOCHS: "7", Key.RATE: "0.01", Key.SEED: "3"})
    assert control(page, Key.NETWORK).value == "mlp"
    values = [control(page, key).value for key in (Key.EPOCHS, Key.RATE, Key.SEED)]
    assert values == [7, 0.01, 3]


@pytest.fixture
def little_mnist_and_neu(tmp_path, monkeypatch):
    """Small files in place of MNIST and NEU, which recipes choose and the page previews."""
    names = [
        f"NEU-DET/{split}/images/{label}/{label}_{number}.jpg"
        for label in FOLDERS
        for split, numbers in (("train", range(10)), ("validation", range(10, 12)))
        for number in numbers
    ]
    make_zip(tmp_path / "NEU-DET.zip", tree(names))
    images, labels = np.zeros((200, 28, 28), np.uint8), np.arange(200) % 10
    np.savez(tmp_path / "mnist.npz", x_train=images, y_train=labels, x_test=images, y_test=labels)
    monkeypatch.setenv("CNNVIZ_DATA", str(tmp_path))


@pytest.mark.usefixtures("little_mnist_and_neu")
def test_a_recipe_sets_every_control_but_the_data():
    page = open_page(**{Key.DATA: "neu"})
    assert control(page, Key.RECIPE).value == "own settings"
    for name, recipe in RECIPES.items():
        checked(control(page, Key.RECIPE).select(name).run())
        for setting, key in CONTROLS.items():
            wanted = getattr(recipe.config, setting)
            if setting == "augmentation":
                (box,) = [box for box in page.selectbox if box.label == "Augmentation"]
                assert box.value == wanted.preset
                continue
            assert control(page, key).value == wanted, (name, setting)
        assert control(page, Key.NETWORK).value == recipe.config.architecture
        assert control(page, Key.RECIPE).value == name
        assert control(page, Key.DATA).value == "neu"


def captions(page) -> list[str]:
    return [caption.value for caption in page.caption]


@pytest.mark.usefixtures("little_mnist_and_neu")
def test_a_recipe_for_other_data_offers_them_by_a_click():
    page = open_page()
    checked(control(page, Key.RECIPE).select("fast-neu").run())
    assert "Fast-neu was made for NEU surface defects." in captions(page)
    press(page, "Use it")
    assert control(page, Key.DATA).value == "neu"
    assert control(page, Key.RECIPE).value == "fast-neu"
    assert not any("was made for" in text for text in captions(page))


def test_a_changed_recipe_says_what_differs_and_can_be_set_back_and_the_address_keeps_it():
    page = open_page()
    checked(control(page, Key.RECIPE).select("lecture-mnist").run())
    checked(control(page, Key.EPOCHS).set_value(5).run())
    checked(control(page, Key.BATCH).set_value(32).run())
    menu = control(page, Key.RECIPE)
    assert menu.value == "lecture-mnist"
    assert "lecture-mnist, changed" in menu.options
    assert "Changed: epochs 5, batch size 32." in captions(page)
    address = {key: value for key, value in page.query_params.items() if value}
    again = open_page(**address)
    assert "Changed: epochs 5, batch size 32." in captions(again)
    press(again, "Undo")
    assert control(again, Key.EPOCHS).value == 3
    assert control(again, Key.BATCH).value == 50
    assert not any("Changed" in text for text in captions(again))
    assert "lecture-mnist, changed" not in control(again, Key.RECIPE).options


def test_own_settings_forget_the_recipe():
    page = open_page()
    checked(control(page, Key.RECIPE).select("lecture-mnist").run())
    checked(control(page, Key.EPOCHS).set_value(5).run())
    checked(control(page, Key.RECIPE).select("own settings").run())
    assert control(page, Key.EPOCHS).value == 5
    assert not any("Changed" in text for text in captions(page))


def test_values_from_before_a_recipe_are_no_choice():
    page = open_page(**{Key.EPOCHS: "7"})
    before = {key: value for key, value in page.query_params.items() if value}
    stale = control(page, Key.EPOCHS)
    checked(control(page, Key.RECIPE).select("lecture-mnist").run())
    for key, value in before.items():
        page.query_params[key] = value
    page.session_state[stale.key] = 7
    checked(page.run())
    assert control(page, Key.EPOCHS).value == 3
    assert control(page, Key.RECIPE).value == "lecture-mnist"


def test_a_running_run_shows_how_far_it_is_and_can_be_paused_and_stopped():
    progress = Progress("training", 0.4, epoch=2, seconds_left=61)
    run = made_run(State("running", progress=progress))
    page = open_page(**{Key.RUN: run.id})
    (bar,) = page.get("progress")
    assert bar.proto.text == "Epoch 2 of 4, 1 min 01 s left"
    press(page, "Pause")
    assert run.pause_requested
    press(page, "Resume")
    assert not run.pause_requested
    press(page, "Stop")
    assert run.stop_requested


@pytest.mark.parametrize(("status", "fields"), [("running", 0), ("paused", 0), ("stopped", 1)])
def test_a_rate_is_typed_beside_the_curves_and_where_a_run_has_ended_before_resume(status, fields):
    run = made_run(State(status))
    page = open_page(**{Key.RUN: run.id})
    typed = [each for each in page.number_input if f"rate_{run.id}" in (each.key or "")]
    assert len(typed) == fields


def test_a_queued_run_says_how_many_are_before_it():
    made_run(State("running"), "20260101-101010-made-0001")
    run = made_run(State("queued"), "20260101-101011-made-0002")
    page = open_page(**{Key.RUN: run.id})
    assert page.get("progress")[0].proto.text == "Waiting for a free slot, 1 run ahead"


def test_the_menu_follows_what_becomes_of_the_run_on_show():
    run = made_run(State("running", progress=Progress("training", epoch=1)))
    page = open_page(**{Key.RUN: run.id})
    assert any("lecture-mnist: running" in text for text in control(page, Key.RUN).options)
    run.write_state(State("failed", "no memory"))
    checked(page.run())
    assert any("lecture-mnist: failed" in text for text in control(page, Key.RUN).options)
    assert control(page, Key.RUN).value == run.id
    checked(page.run())
    assert control(page, Key.RUN).value == run.id


def test_beside_a_run_the_settings_are_called_those_of_the_next_one():
    assert [heading.value for heading in open_page().subheader] == []
    run = made_run(State("failed", "no memory"))
    assert open_page(**{Key.RUN: run.id}).subheader[0].value == "Next run"


def test_a_failed_run_shows_its_reason():
    run = made_run(State("failed", "there was not enough memory"))
    page = open_page(**{Key.RUN: run.id})
    (error,) = page.error
    assert error.value == "This run failed: there was not enough memory."


def test_an_ended_run_shows_its_matrix_and_its_misclassified_images():
    digits = data.load("digits")
    run = made_run(State("done"))
    probabilities = np.eye(10)[digits.test.labels]
    probabilities[:3] = np.eye(10)[(digits.test.labels[:3] + 1) % 10]
    run.write_evaluation(evaluate(probabilities, digits.test.labels, digits.classes, "test"))
    run.append(BatchEvent(1, 1, 2, 1.0, 0.5, 0.5))
    run.append(EpochEvent(1, 1.0, 0.5, 1.0, 0.5, 1.0, 1.0))
    page = open_page(**{Key.RUN: run.id})
    headings = [heading.value for heading in page.subheader]
    assert headings == ["Next run", "Confusion matrix", "3 errors"]
    (wall,) = [each.proto for each in page.get("bidi_component") if Key.WALL in each.proto.id]
    assert wall.json.count('"source"') == 3
    label = int(digits.test.labels[0])
    assert f"{label} → {(label + 1) % 10}" in json.loads(wall.json)[0]["cards"][0]["caption"]


def test_an_unknown_run_is_one_sentence_and_the_preview_shows():
    page = open_page(**{Key.RUN: "../../etc"})
    (warning,) = page.warning
    assert warning.value == "There is no run '../../etc' here."
    assert IN_PREVIEW in html(page)


def test_choosing_another_network_leaves_the_old_run_for_the_next_ones_preview():
    run = made_run(State("failed", "no memory"))
    page = open_page(**{Key.RUN: run.id})
    assert IN_PREVIEW not in html(page)
    checked(control(page, Key.NETWORK).select("mlp").run())
    assert IN_PREVIEW in html(page)
    checked(control(page, Key.RUN).select(run.id).run())
    assert page.error[0].value == "This run failed: no memory."
