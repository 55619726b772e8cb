"""A folder of steel is inspected in the browser: to a table, a threshold, a correction, a CSV."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cnnviz import images
from cnnviz.data import files
from cnnviz.images import textures
from cnnviz.utils import paths
from tests.e2e.conftest import expect_no_overflow, settle

EACH = 5
KINDS = tuple(textures.KINDS)


@pytest.fixture(scope="module")
def steel(tmp_path_factory) -> Path:
    """A folder of steel by class, real where NEU is present, and a file that is no image."""
    folder = tmp_path_factory.mktemp("inspected") / "steel"
    real = paths.data() / "NEU-DET.zip" if paths.data() else None
    if real and real.is_file():
        with files.opened(real) as source:
            for kind in KINDS:
                own = [name for name in source.names if kind.split()[0] in name.lower()][:EACH]
                for name in own:
                    write(folder / kind / Path(name).name, source.read(name))
    else:
        for number in range(EACH * len(KINDS)):
            kind = KINDS[number % len(KINDS)]
            drawn = images.png_bytes(textures.draw(kind, number))
            write(folder / kind / f"{number}.png", drawn)
    write(folder / KINDS[0] / "broken.png", b"no image")
    return folder


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.fixture
def inspected(open_page, steel) -> Page:
    """The page after the whole folder was inspected."""
    page = open_page("feature_maps?f_model=neu&f_view=Inspection")
    page.locator("input[type=file]").nth(1).set_input_files(steel)
    expect(page.locator(".filters button").first).to_have_text(f"All {EACH * len(KINDS) + 1}")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    settle(page)
    return page


def taken(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(download.value.path()).read_bytes()


def test_a_folder_of_steel_is_inspected_to_a_table_with_its_correction(inspected, steel):
    page = inspected
    expect(page.locator(".figures")).to_contain_text("Unreadable")
    expect(page.locator(".inspection tbody img").nth(1)).to_be_visible()
    broken = page.locator(".inspection tbody tr", has_text="broken.png")
    expect(broken).to_contain_text("not a readable image")
    first = page.locator(".inspection tbody tr[data-accepted=true]").first
    file = first.locator(".file").inner_text()
    first.click()
    expect(page.get_by_role("heading", name=file)).to_be_visible()
    page.keyboard.press("3")
    expect(first.locator(".corrected")).to_contain_text("patches")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    page.keyboard.press("u")
    expect(page.locator(".corrected")).to_have_count(1)
    settle(page)
    lines = list(csv.DictReader(io.StringIO(taken(page, "Table").decode())))
    assert len(lines) == EACH * len(KINDS) + 1
    assert [line["corrected"] for line in lines if line["corrected"]] == ["patches"]
    assert {line["file"]: line["corrected"] for line in lines}[file] == "patches"
    assert sum(bool(line["error"]) for line in lines) == 1
    right = [line["class"] == line["true"] for line in lines if line["true"] and line["class"]]
    assert sum(right) > 0.5 * len(right)


def test_the_threshold_counts_at_once_and_the_link_has_it_all(inspected, sent):
    page = inspected
    accepted = page.locator(".figures b").first
    slider = page.locator(".threshold")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator(".value")).to_have_text("0.0 %")
    expect(accepted).not_to_have_text("0")
    at_least = accepted.inner_text()
    page.keyboard.press("End")
    expect(page.locator(".value")).to_have_text("100 %")
    expect(accepted).not_to_have_text(at_least)  # some are certain to the last digit of a float
    assert int(accepted.inner_text()) < int(at_least)
    page.keyboard.press("Home")
    expect(accepted).to_have_text(at_least)
    settle(page)
    page.reload()
    settle(page)
    expect(page.locator(".filters button").first).to_have_text(f"All {EACH * len(KINDS) + 1}")
    expect(page.locator(".value")).to_have_text("0.0 %")


def test_folders_and_report_are_taken_away(inspected):
    page = inspected
    with zipfile.ZipFile(io.BytesIO(taken(page, "Folders"))) as archive:
        names = archive.namelist()
    assert len(names) == EACH * len(KINDS)
    html = taken(page, "Report").decode()
    assert html.count("<tr>") == EACH * len(KINDS) + 1
    assert "<script" not in html


def test_the_trainer_opens_with_the_corrected_files(inspected):
    page = inspected
    page.get_by_role("button", name="Train again with the corrections").click()
    expect(page.get_by_role("heading", name="Trainer")).to_be_visible()
    settle(page)
    expect(page.locator("strong", has_text="steel corrected")).to_be_visible()


def test_on_a_phone_nothing_is_clipped(phone, server, steel):
    phone.goto(f"{server}/feature_maps?f_model=neu&f_view=Inspection")
    settle(phone)
    phone.locator("input[type=file]").nth(1).set_input_files(steel)
    expect(phone.get_by_role("button", name="Stop")).to_have_count(0)
    expect(phone.locator(".filters button").first).to_be_visible()
    settle(phone)
    expect_no_overflow(phone)
