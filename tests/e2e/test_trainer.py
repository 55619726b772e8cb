"""The trainer as a person uses it: train, watch, come back, evaluate, stop, upload data."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from cnnviz.training.recipes import RECIPES
from tests.e2e.conftest import choose, settle
from tests.small_data import write_zip
from tests.waiting import wait_until

LONG = 600_000  # milliseconds: trainings queue, and the machine may be busy
LOSS = '.chart[data-metric="loss"]'


@pytest.fixture
def trainer(open_page) -> Page:
    page = open_page("trainer")
    expect(page.get_by_role("heading", name="Trainer")).to_be_visible()
    return page


def points(page: Page, kind: str = "") -> int:
    """How many points the loss curve of training, or of validation, has."""
    line = page.locator(f"{LOSS} .line" + (f".{kind}" if kind else ":not(.validation)"))
    return len((line.get_attribute("points") or "").split())


def set_number(page: Page, label: str, value: int) -> None:
    field = page.get_by_label(label, exact=True).and_(page.locator("input"))
    field.fill(str(value))
    field.press("Enter")
    settle(page)


def train(page: Page) -> None:
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url(re.compile(r"run=\d{8}-"))
    wait_until(lambda: points(page) >= 2, 600, "the curves grow")


def test_the_first_click_trains_and_a_reload_finds_the_run_again(trainer, screenshot):
    page = trainer
    set_number(page, "Epochs", 4)
    expect(page.locator("figure img")).to_have_count(20)
    expect(page.get_by_text("421,642 parameters")).to_be_visible()
    train(page)
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 4, .* left"))).to_be_visible(timeout=LONG)

    page.reload()
    settle(page)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_enabled()
    before = points(page)
    wait_until(lambda: points(page) > before, 600, "the curves grow on after the reload")
    wait_until(lambda: points(page, "validation") >= 2, 600, "validation has its curve")

    expect(page.get_by_text("Accuracy on 270 test images")).to_be_visible(timeout=LONG)
    accuracy = page.locator("div[title]").filter(has_text="Accuracy on").last
    assert float(re.search(r"([\d.]+) %", accuracy.inner_text())[1]) > 80
    cells = page.locator(".error-matrix td button")
    wait_until(lambda: sum(map(int, filter(None, cells.all_text_contents()))) == 270, 120, "matrix")
    errors = int(page.get_by_role("heading", name="error").inner_text().split()[0])
    expect(page.locator("figure img")).to_have_count(min(errors, 24))
    screenshot("trainer")


def test_pointing_at_a_curve_reads_both_charts_there(trainer):
    page = trainer
    set_number(page, "Epochs", 2)
    train(page)
    expect(page.get_by_text("Accuracy on 270 test images")).to_be_visible(timeout=LONG)
    box = page.locator(f"{LOSS} svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".when")).to_have_text([re.compile("at epoch (0.9|1.[01])")] * 2)
    page.mouse.move(box["x"], box["y"] - 300)
    expect(page.locator(".when")).to_have_text(["latest", "latest"])
    page.locator(LOSS).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".when")).to_have_text([re.compile("at epoch")] * 2)
    page.keyboard.press("Escape")
    expect(page.locator(".when")).to_have_text(["latest", "latest"])


def test_a_recipe_sets_the_controls_and_the_code_to_copy_follows_them(trainer):
    page = trainer
    config = RECIPES["fast-mnist"].config
    choose(page, "Recipe", "fast-mnist")
    for label, number in (("Epochs", config.epochs), ("Batch size", config.batch_size)):
        field = page.get_by_label(label, exact=True).and_(page.locator("input"))
        expect(field).to_have_value(str(number))
    expect(page.get_by_text("Fast-mnist was made for MNIST.")).to_be_visible()
    expect(page.get_by_role("combobox", name="Data")).to_have_value("Built-in digits")
    page.get_by_role("tab", name="Keras code").click()
    code = page.get_by_test_id("stCode")
    expect(code).to_contain_text(f"RATE, SEED = {config.epochs}, {config.batch_size}")
    set_number(page, "Epochs", 2)
    expect(page.get_by_role("combobox", name="Recipe")).to_have_value("fast-mnist, changed")
    expect(page.get_by_text("Changed: epochs 2.")).to_be_visible()
    expect(code).to_contain_text(f"RATE, SEED = 2, {config.batch_size}")


def test_a_run_is_stopped_and_keeps_what_it_has_learned(trainer):
    page = trainer
    page.get_by_role("link", name="Feature maps").click()  # chooses a model there
    expect(page.get_by_role("heading", name="Feature maps")).to_be_visible()
    settle(page)
    page.get_by_role("link", name="Trainer").click()
    expect(page.get_by_role("heading", name="Trainer")).to_be_visible()
    settle(page)
    set_number(page, "Epochs", 1000)
    train(page)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_text(re.compile("Paused in epoch"))).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Resume", exact=True).click()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("Accuracy on 270 test images")).to_be_visible(timeout=LONG)
    expect(page.get_by_text(re.compile(r"^\d+ of 1000$"))).to_be_visible()
    expect(page.get_by_role("heading", name="Confusion matrix")).to_be_visible()
    settle(page)
    run = parse_qs(urlsplit(page.url).query)["run"][0]
    page.get_by_role("link", name="Look inside").click()
    expect(page.get_by_role("heading", name="Feature maps")).to_be_visible()
    page.wait_for_url(re.compile(f"f_model={run}"))


def test_own_images_are_uploaded_as_a_zip(trainer, tmp_path):
    page = trainer
    data = write_zip(tmp_path / "my steel.zip")
    page.get_by_test_id("stPopover").first.get_by_role("button").click()
    page.locator("input[type=file]").first.set_input_files(data)
    expect(page.get_by_text(re.compile(r"my steel, 2 classes"))).to_be_visible(timeout=30_000)
    expect(page.locator("figure img")).to_have_count(4)
