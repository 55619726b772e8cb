"""The trainer's page, run without a browser, with the engine that trains in earnest."""

import shutil
import zipfile

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from cnnviz import data, networks
from cnnviz.data import memory_limit
from cnnviz.evaluation.metrics import evaluate
from cnnviz.images import png_bytes
from cnnviz.networks import ARCHITECTURES
from cnnviz.training import folder
from cnnviz.training.config import RunConfig
from cnnviz.training.events import BatchEvent, EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.recipes import RECIPES
from cnnviz.training.state import Progress, State
from cnnviz.ui.trainer.settings import CONTROLS
from cnnviz.ui.trainer.state import TrainerState as Key
from cnnviz.utils import paths
from tests.image_files import FOLDERS, make_zip, tree
from tests.small_data import write_zip
from tests.waiting import wait_until

NUMBERS = ("epochs", "batch_size", "learning_rate", "seed", "image_size")


@pytest.fixture(autouse=True)
def no_runs(cnnviz_home, engine):
    """Each test begins without runs, and with the engine of all tests."""
    yield
    shutil.rmtree(paths.runs(), ignore_errors=True)


def made_run(state: State, name: str = "20260101-101010-made-0001", **settings) -> RunFolder:
    """A run as its process would leave it."""
    run = RunFolder.create(RunConfig(epochs=4, **settings), paths.runs() / name)
    run.write_state(state)
    return run


def open_page(**address: str) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "app.py", default_timeout=60).switch_page(
        "pages/trainer.py"
    )
    for key, value in address.items():
        page.query_params[key] = value
    return checked(page.run())


def checked(page: AppTest) -> AppTest:
    assert not page.exception
    return page


def html(page: AppTest) -> str:
    return "".join(element.proto.body for element in page.get("html"))


def press(page: AppTest, label: str) -> AppTest:
    (button,) = [button for button in page.button if button.label == label]
    return checked(button.click().run())


def train_button(page: AppTest) -> Button:
    return next(button for button in page.button if button.label == "Train")


def test_it_opens_with_images_of_every_class_and_the_network_in_numbers():
    page = open_page()
    assert html(page).count("<figure") == 20
    rows = networks.trace(ARCHITECTURES["lecture-mnist"].layers, (28, 28, 1), 10)
    total = sum(row.parameters for row in rows)
    assert any(f"{total:,} parameters" in text.value for text in page.markdown)
    assert html(page).count("<tr>") == len(rows) + 1
    assert "max pool: largest of each 2 × 2 block" in html(page)
    assert any("1,258 training" in text.value for text in page.markdown)


def test_another_network_shows_another_table():
    page = open_page()
    checked(page.selectbox(Key.NETWORK).select("mlp").run())
    weights = 784 * 128 + 128 + 128 * 10 + 10
    assert any(f"{weights:,} parameters" in text.value for text in page.markdown)


def test_steel_suits_the_network_to_its_larger_images():
    page = open_page()
    checked(page.selectbox(Key.DATA).select("steel-synthetic").run())
    assert page.selectbox(Key.NETWORK).value == "fast-neu"
    checked(page.selectbox(Key.DATA).select("digits").run())
    assert page.selectbox(Key.NETWORK).value == "lecture-mnist"


def test_synthetic_data_is_called_synthetic():
    page = open_page(**{Key.DATA: "steel-synthetic"})
    assert any("(synthetic)" in text.value for text in page.markdown)


def test_an_absent_data_set_says_why_and_how_to_supply_it(monkeypatch, tmp_path):
    monkeypatch.setenv("CNNVIZ_DATA", str(tmp_path))
    page = open_page(**{Key.DATA: "neu"})
    (info,) = page.info
    assert "NEU surface defects are not on this machine" in info.value
    assert "NEU surface defects (not available)" in page.selectbox(Key.DATA).options
    assert train_button(page).disabled


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
        allowed = page.number_input(key).value
        checked(page.number_input(key).set_value(value).run())
        (error,) = page.error
        assert error.value.startswith(sentence)
        assert html(page) == before
        assert train_button(page).disabled
        page.number_input(key).set_value(allowed)  # runs with the next one


def test_a_network_that_does_not_fit_the_images_is_refused():
    page = open_page(**{Key.NETWORK: "fast-mnist"})
    checked(page.number_input(Key.SIZE).set_value(512).run())
    checked(page.selectbox(Key.NETWORK).select("lecture-mnist").run())
    assert page.error[0].value.startswith("A network may")
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


def test_settings_come_from_the_address():
    page = open_page(**{Key.NETWORK: "mlp", Key.EPOCHS: "7", Key.RATE: "0.01", Key.SEED: "3"})
    assert page.selectbox(Key.NETWORK).value == "mlp"
    values = [page.number_input(key).value for key in (Key.EPOCHS, Key.RATE, Key.SEED)]
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
def test_a_recipe_sets_every_control():
    page = open_page()
    assert page.selectbox(Key.RECIPE).value == "own settings"
    for name, recipe in RECIPES.items():
        checked(page.selectbox(Key.RECIPE).select(name).run())
        for setting, key in CONTROLS.items():
            box = page.number_input if setting in NUMBERS else page.selectbox
            assert box(key).value == getattr(recipe.config, setting), (name, setting)
        assert page.selectbox(Key.RECIPE).value == name


@pytest.mark.usefixtures("little_mnist_and_neu")
def test_a_changed_control_makes_a_recipe_one_s_own_and_the_address_keeps_it():
    page = open_page()
    checked(page.selectbox(Key.RECIPE).select("fast-neu").run())
    address = {key: value for key, value in page.query_params.items() if value}
    checked(page.number_input(Key.EPOCHS).set_value(3).run())
    assert page.selectbox(Key.RECIPE).value == "own settings"
    assert open_page(**address).selectbox(Key.RECIPE).value == "fast-neu"


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


def test_a_queued_run_says_how_many_are_before_it():
    made_run(State("running"), "20260101-101010-made-0001")
    run = made_run(State("queued"), "20260101-101011-made-0002")
    page = open_page(**{Key.RUN: run.id})
    assert page.get("progress")[0].proto.text == "Waiting for a free slot, 1 run ahead"


def test_a_queued_run_says_which_run_ahead_of_it_is_paused():
    made_run(State("paused"), "20260101-101010-made-0001")
    run = made_run(State("queued"), "20260101-101011-made-0002")
    page = open_page(**{Key.RUN: run.id})
    (info,) = page.info
    assert info.value == "0001 lecture-mnist is paused: resume or stop it."


def test_the_menu_follows_what_becomes_of_the_run_on_show():
    run = made_run(State("running", progress=Progress("training", epoch=1)))
    page = open_page(**{Key.RUN: run.id})
    assert any("lecture-mnist: running" in text for text in page.selectbox(Key.RUN).options)
    run.write_state(State("failed", "no memory"))
    checked(page.run())
    assert any("lecture-mnist: failed" in text for text in page.selectbox(Key.RUN).options)
    assert page.selectbox(Key.RUN).value == run.id
    checked(page.run())
    assert page.selectbox(Key.RUN).value == run.id


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
    assert html(page).count("<figure") == 3
    label = int(digits.test.labels[0])
    assert f"{label} → {(label + 1) % 10}" in html(page)


def test_an_unknown_run_is_one_sentence_and_the_preview_shows():
    page = open_page(**{Key.RUN: "../../etc"})
    (warning,) = page.warning
    assert warning.value == "There is no run '../../etc' here."
    assert "<table" in html(page)


def test_choosing_another_network_leaves_the_old_run_for_the_next_ones_preview():
    run = made_run(State("failed", "no memory"))
    page = open_page(**{Key.RUN: run.id})
    assert "<table" not in html(page)
    checked(page.selectbox(Key.NETWORK).select("mlp").run())
    assert "<table" in html(page)
    checked(page.selectbox(Key.RUN).select(run.id).run())
    assert page.error[0].value == "This run failed: no memory."


def upload(page: AppTest, name: str, data: bytes) -> AppTest:
    return checked(page.file_uploader(Key.UPLOAD).set_value((name, data, "application/zip")).run())


@pytest.mark.parametrize("home", ["/proc/no-such-home", "/dev/null/home"])
def test_a_home_that_cannot_be_written_to_is_one_sentence(tmp_path, monkeypatch, home):
    page = open_page()
    monkeypatch.setenv("CNNVIZ_HOME", home)
    upload(page, "my steel.zip", write_zip(tmp_path / "x.zip").read_bytes())
    (error,) = page.error
    assert error.value.startswith("my steel.zip cannot be kept on this server: ")
    press(page, "Train")
    assert "cannot be a run's folder" in page.error[0].value
    assert home not in page.error[0].value


def test_an_uploaded_zip_becomes_the_data(tmp_path):
    page = upload(open_page(), "my steel.zip", write_zip(tmp_path / "x.zip").read_bytes())
    assert any(text.value.startswith("**my steel**, 2 classes") for text in page.markdown)
    assert html(page).count("<figure") == 4


def broken(tmp_path) -> bytes:
    return b"this is no zip"


def without_images(tmp_path) -> bytes:
    return zipped(tmp_path, {"a/notes.txt": b"no image", "b/notes.txt": b"no image"})


def of_one_class(tmp_path) -> bytes:
    picture = png_bytes(np.zeros((12, 12, 1), np.uint8))
    return zipped(tmp_path, {f"a/{n}.png": picture for n in range(9)})


def of_one_image_a_class(tmp_path) -> bytes:
    return write_zip(tmp_path / "x.zip", count=1).read_bytes()


def with_a_broken_image(tmp_path) -> bytes:
    with zipfile.ZipFile(write_zip(tmp_path / "x.zip"), "a") as archive:
        archive.writestr("dark/broken.png", b"no image")
    return (tmp_path / "x.zip").read_bytes()


def zipped(tmp_path, files: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return (tmp_path / "x.zip").read_bytes()


@pytest.mark.parametrize("made", [broken, without_images, of_one_class, of_one_image_a_class])
def test_a_zip_that_cannot_be_learned_from_is_one_sentence_and_the_data_stay(made, tmp_path):
    page = checked(open_page().selectbox(Key.DATA).select("steel-synthetic").run())
    offered = page.selectbox(Key.DATA).options
    upload(page, "bad.zip", made(tmp_path))
    assert len(page.error) == 1
    assert page.selectbox(Key.DATA).options == offered
    assert page.selectbox(Key.DATA).value == "steel-synthetic"
    assert page.query_params[Key.DATA] == "steel-synthetic"
    assert list((paths.home() / "uploads").glob("*/bad.zip")) == []


def test_broken_files_of_an_upload_are_listed_and_left_out_by_a_click(tmp_path):
    page = upload(open_page(), "my steel.zip", with_a_broken_image(tmp_path))
    (error,) = page.error
    assert error.value.startswith("dark/broken.png: this file is not a readable image")
    assert train_button(page).disabled
    press(page, "Leave out 1 file")
    assert not page.error
    assert any(text.value.startswith("**my steel**, 2 classes") for text in page.markdown)
    assert [part.label for part in page.expander] == ["1 file left out"]
    assert "dark/broken.png: this file is not" in html(page)
    assert not train_button(page).disabled


def test_an_upload_that_is_too_large_is_shown_at_the_size_that_fits(tmp_path, monkeypatch):
    monkeypatch.setattr(memory_limit, "MAX_MEMORY", 72 * 10 * 10)
    # A number of images that no other test has: a preview is cached by the content of its file.
    page = upload(open_page(), "large.zip", write_zip(tmp_path / "x.zip", count=36).read_bytes())
    (error,) = page.error
    assert error.value.endswith("got more: image size 10 fits.")
    press(page, "Use image size 10")
    assert not page.error
    assert any("10 × 10 × 1" in text.value for text in page.markdown)
    assert page.number_input(Key.SIZE).value == 10


def test_an_upload_is_read_at_the_size_that_was_chosen_before(tmp_path, monkeypatch):
    monkeypatch.setattr(memory_limit, "MAX_MEMORY", 76 * 10 * 10)
    page = checked(open_page().number_input(Key.SIZE).set_value(8).run())
    upload(page, "large.zip", write_zip(tmp_path / "x.zip", count=38).read_bytes())
    assert not page.error
    assert any("8 × 8 × 1" in text.value for text in page.markdown)


def several(page: AppTest, files: dict[str, bytes], field: str = Key.UPLOAD) -> AppTest:
    dropped = [(name, content, "application/octet-stream") for name, content in files.items()]
    return checked(page.file_uploader(field).set_value(dropped).run())


def test_images_and_a_table_dropped_together_become_the_data():
    rows = "\n".join(f"{n}.png,{'odd' if n % 2 else 'even'}" for n in range(12))
    files = tree([f"{n}.png" for n in range(12)]) | {"labels.csv": f"file,label\n{rows}".encode()}
    page = several(open_page(), files)
    assert any(text.value.startswith("**13 files**, 2 classes") for text in page.markdown)
    assert "The classes are those in labels.csv." in [text.value for text in page.caption]


def test_a_dropped_folder_becomes_the_data_under_its_name():
    files = tree([f"my parts/{c}/{n}.png" for c in ("dents", "good") for n in range(5)])
    page = several(open_page(), files, Key.UPLOAD_FOLDER)
    assert any(text.value.startswith("**my parts**, 2 classes") for text in page.markdown)


def test_a_second_upload_is_a_data_set_of_its_own(tmp_path):
    page = upload(open_page(), "first.zip", write_zip(tmp_path / "x.zip").read_bytes())
    content = write_zip(tmp_path / "y.zip", count=20).read_bytes()
    checked(page.file_uploader(f"{Key.UPLOAD}1").set_value(("second.zip", content, "")).run())
    assert any(text.value.startswith("**second**, 2 classes") for text in page.markdown)
    assert {"first", "second"} <= set(page.selectbox(Key.DATA).options)
