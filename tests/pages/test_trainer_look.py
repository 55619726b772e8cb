"""The trainer's section "Look at the data", run without a browser."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import data
from cnnviz.data import left_out
from cnnviz.training import folder
from cnnviz.ui import caches
from cnnviz.ui.trainer.state import TrainerState as Key
from cnnviz.utils import paths
from tests.pages.trainer_page import checked, control, html, open_page, press
from tests.waiting import wait_until


@pytest.fixture(autouse=True)
def clean_home(cnnviz_home, engine):
    yield
    for part in ("runs", "left_out"):
        shutil.rmtree(paths.home() / part, ignore_errors=True)


@pytest.fixture(scope="module")
def digits():
    return data.load("digits")


def looking(**address: str) -> AppTest:
    """The page with the section open and its survey made."""
    job = caches.survey_job("digits", False, None)
    wait_until(lambda: not job.active, 120, "the survey")
    return open_page(**{Key.LOOK: "true"} | address)


def view(page: AppTest, name: str) -> AppTest:
    return checked(page.segmented_control(key=Key.VIEW).set_value(name).run())


def test_closed_it_makes_no_survey():
    caches.survey_job.clear()
    page = open_page()
    assert not page.toggle(key=Key.LOOK).value
    assert "Left out" not in html(page)


def test_it_counts_every_class_and_split(digits):
    page = looking()
    counts = [(split.labels == 0).sum() for split in digits.splits]
    assert "Left out" in html(page)
    for count in counts:
        assert f">{count}</td>" in html(page)
    assert any("images need at least 64 pixels" in each.value for each in page.caption)


def test_every_view_opens():
    page = looking()
    assert html(view(page, "Averages")).count("<figure") == 20 + 20
    page = view(page, "Brightness and contrast")
    assert "data:image/svg+xml" in html(page)
    assert any("from these two numbers alone" in each.value for each in page.markdown)
    page = view(page, "Images")
    assert page.selectbox(key=Key.CLASS).options == [str(digit) for digit in range(10)]


def test_images_left_out_are_counted_and_a_run_leaves_them_out(digits):
    key = left_out.key(digits)
    out = digits.train.files[:2]
    for file in out:
        left_out.mark(key, file, True)
    page = looking()
    assert any("1,256 training" in each.value for each in page.markdown)
    assert any("2 images left out" in each.value for each in page.markdown)
    control(page, Key.EPOCHS).set_value(1).run()
    press(page, "Train")
    (run,) = folder.newest()
    assert run.config().left_out == tuple(sorted(out))
    run.request("stop")


def test_a_split_by_group_is_in_the_settings_and_the_link():
    page = looking(**{Key.SPLIT: "groups"})
    assert control(page, Key.SPLIT).value == "groups"
    assert any("split by group" in each.value for each in page.markdown)
    press(page, "Train")
    (run,) = folder.newest()
    assert run.config().held_out == "groups"
    run.request("stop")
