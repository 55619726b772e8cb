"""The trainer's look at the data before a run, as a person uses it."""

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.data.test_overlaps import crop, strip
from tests.e2e.conftest import choose, settle
from tests.image_files import encoded, make_zip

COUNTS = {"train": 26, "valid": 4, "test": 6}
OVERLAPPING = "train/dents/0.png", "test/dents/1.png"


@pytest.fixture(scope="module")
def crops(tmp_path_factory) -> Path:
    """A zip of crops of rough surfaces, two of which overlap across splits."""
    names = [
        f"{split}/{label}/{n}.png"
        for split, count in COUNTS.items()
        for label in ("dents", "good")
        for n in range(count)
    ]
    pictures = {name: crop(strip(n, 130, 130), 0, 0) for n, name in enumerate(names)}
    shared = strip(999)
    pictures[OVERLAPPING[0]] = crop(shared, 0, 0)
    pictures[OVERLAPPING[1]] = crop(shared, 20, 30, gain=20)
    members = {name: encoded(picture[..., 0]) for name, picture in pictures.items()}
    return make_zip(tmp_path_factory.mktemp("crops") / "crops.zip", members)


@pytest.fixture
def looking(open_page, crops: Path) -> Page:
    """The trainer with the section open, and the survey of the uploaded images made."""
    page = open_page("trainer")
    page.get_by_test_id("stPopover").first.get_by_role("button").click()
    page.locator("input[type=file]").first.set_input_files(crops)
    expect(page.get_by_text(re.compile("crops, 2 classes"))).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_text("Look at the data").click()
    expect(page.get_by_role("cell", name="all", exact=True)).to_be_visible()
    settle(page)
    return page


def show(page: Page, view: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text(view, exact=True).click()
    settle(page)


def image(page: Page, file: str) -> Locator:
    return page.get_by_role("button", name=f"leave out {file}", exact=True)


def expect_row(page: Page, name: str, counts: list[str]) -> None:
    """Wait until the table's row of a class has these counts."""
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=name, exact=True))
    expect(row.get_by_role("cell")).to_have_text([name, *counts])


def test_counts_a_wall_and_findings_and_a_run_without_what_was_clicked(
    looking, tmp_path_factory, screenshot
):
    page = looking
    expect_row(page, "dents", ["26", "4", "6", "0"])
    expect_row(page, "good", ["26", "4", "6", "0"])
    expect_row(page, "all", ["52", "8", "12", "0"])

    finding = page.get_by_text(re.compile("1 pair of images overlap across splits"))
    expect(finding).to_contain_text("1 validation or test image shows what another split shows")
    for file in OVERLAPPING:
        expect(image(page, file)).to_have_count(0)
    finding.click()
    settle(page)
    for file in OVERLAPPING:
        expect(image(page, file)).to_be_visible()
        expect(image(page, file).locator(".box")).to_have_count(1)
    expect(page.get_by_text(re.compile(r"^test, training: \d+\s%\sshared$"))).to_be_visible()
    screenshot("trainer-findings")

    image(page, OVERLAPPING[1]).click()
    expect(page.get_by_text(re.compile(r"11 test images \(1 image left out\)"))).to_be_visible()
    expect(image(page, OVERLAPPING[1])).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Nothing of this remains.")).to_be_visible()
    expect_row(page, "dents", ["26", "4", "5", "1"])

    show(page, "Images")
    choose(page, "Class", "good")
    wall = page.get_by_role("button", name=re.compile("^leave out "))
    expect(page.locator("button[title*='/good/']")).to_have_count(36)  # as many as of "dents"
    expect(wall).to_have_count(36)
    image(page, "train/good/3.png").click()
    expect(page.get_by_text(re.compile(r"51 training, .*\(2 images left out\)"))).to_be_visible()
    image(page, "train/good/3.png").click()
    expect(page.get_by_text(re.compile(r"52 training, .*\(1 image left out\)"))).to_be_visible()
    settle(page)

    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url(re.compile(r"run=\d{8}-"))
    run = parse_qs(urlsplit(page.url).query)["run"][0]
    home = tmp_path_factory.getbasetemp() / "server-home0"
    config = json.loads((home / "runs" / run / "config.json").read_text("utf-8"))
    assert config["left_out"] == [OVERLAPPING[1]]
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text(re.compile("stopped"))).not_to_have_count(0)


def test_averages_the_scatter_and_a_split_by_group(looking):
    page = looking
    show(page, "Averages")
    expect(page.get_by_alt_text(re.compile("^(mean|spread) of (dents|good)$"))).to_have_count(4)
    show(page, "Brightness and contrast")
    scatter = page.get_by_alt_text("Brightness against contrast of 72 images")
    expect(scatter).to_be_visible()
    expect(page.get_by_text(re.compile("from these two numbers alone"))).to_be_visible()
    show(page, "Findings")
    page.get_by_role("button", name="Split by group").click()
    expect(page.get_by_text(re.compile("test images.*, split by group"))).to_be_visible()
    expect(page.get_by_text(re.compile("overlap across splits"))).to_have_count(0)
    page.wait_for_url(re.compile("t_split=groups"))
