"""Uploads in the trainer, run without a browser."""

import zipfile

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.data import memory_limit
from cnnviz.images import png_bytes
from cnnviz.ui.trainer.state import TrainerState as Key
from cnnviz.utils import paths
from tests.image_files import tree
from tests.pages.trainer_page import checked, control, html, open_page, press, train_button
from tests.small_data import write_zip

pytestmark = pytest.mark.usefixtures("no_runs")


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
    page = checked(control(open_page(), Key.DATA).select("steel-synthetic").run())
    offered = control(page, Key.DATA).options
    upload(page, "bad.zip", made(tmp_path))
    assert len(page.error) == 1
    assert control(page, Key.DATA).options == offered
    assert control(page, Key.DATA).value == "steel-synthetic"
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
    assert "1 file left out" in [part.label for part in page.expander]
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
    assert control(page, Key.SIZE).value == 10


def test_an_upload_is_read_at_the_size_that_was_chosen_before(tmp_path, monkeypatch):
    monkeypatch.setattr(memory_limit, "MAX_MEMORY", 76 * 10 * 10)
    page = checked(control(open_page(), Key.SIZE).set_value(8).run())
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
    page = upload(open_page(), "first.zip", write_zip(tmp_path / "x.zip", count=23).read_bytes())
    content = write_zip(tmp_path / "y.zip", count=20).read_bytes()
    checked(page.file_uploader(f"{Key.UPLOAD}1").set_value(("second.zip", content, "")).run())
    assert any(text.value.startswith("**second**, 2 classes") for text in page.markdown)
    assert {"first", "second"} <= set(control(page, Key.DATA).options)


def test_an_upload_is_offered_on_the_next_visit_and_deleted_by_a_click(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "home"))
    upload(open_page(), "my steel.zip", write_zip(tmp_path / "x.zip").read_bytes())
    later = open_page()
    data_menu = control(later, Key.DATA)
    assert "my steel" in data_menu.options
    checked(data_menu.select("my steel").run())
    checked(later.button(Key.DELETE_UPLOAD).click().run())
    assert "my steel" not in control(later, Key.DATA).options
    assert list((paths.home() / "uploads").iterdir()) == []


def test_an_upload_that_cannot_be_used_leaves_the_settings_as_they_were(tmp_path):
    page = open_page()
    checked(control(page, Key.DATA).select("steel-synthetic").run())
    page.session_state[Key.SKIP] = True
    checked(page.run())
    upload(page, "bad.zip", of_one_class(tmp_path))
    assert page.session_state[Key.SKIP] is True
    assert page.session_state[Key.DATA] == "steel-synthetic"
