"""Take away: what a person saves is what the page shows, and the link opens it for another."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from cnnviz import images
from cnnviz.filters import kernels
from cnnviz.filters.apply import filter_image
from cnnviz.filters.export import bundle
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.pooled import pool
from cnnviz.filters.result import BenchState
from cnnviz.images import display, gallery
from tests.e2e.conftest import choose, settle

ADDRESS = (
    "kernel_playground?k_picture=Digit&k_kernel=Sobel+y&k_border=reflect&k_activation=tanh&k_pooling=max"
    "&k_tab=Take+away"
)


@pytest.fixture
def take_away(open_page) -> Page:
    return open_page(ADDRESS)


@pytest.fixture
def shown() -> BenchState:
    """What the address means."""
    image = gallery.load("Digit")
    weights = kernels.KERNELS["Sobel y"].weights[..., np.newaxis]
    layer = FilterLayer(border="reflect", activation="tanh", pooling="max")
    return BenchState("Digit", image, "Sobel y", "", filter_image(image, weights, layer))


def saved(take_away: Page, button: str) -> tuple[str, bytes]:
    """Name and content of the file behind a button."""
    with take_away.expect_download() as download:
        take_away.get_by_role("button", name=button).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_the_files_hold_what_the_page_shows(take_away, shown, screenshot):
    output = pool(shown.filtered.output, shown.filtered.layer)
    screenshot("kernel-playground-take-away")

    name, numbers = saved(take_away, ".npy")
    assert name == "output.npy"
    np.testing.assert_allclose(np.load(io.BytesIO(numbers)), output, atol=1e-6)

    name, picture = saved(take_away, "PNG")
    assert name == "output.png"
    limit = np.abs(shown.filtered.output).max()
    expected = display.paint(output, display.Scale(-limit, limit, "signed"))
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(picture))), expected)

    name, archive = saved(take_away, "All as zip")
    assert name == "cnnviz-filter.zip"
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        assert len(files.namelist()) == 7
        np.testing.assert_array_equal(
            np.load(io.BytesIO(files.read("picture.npy"))), images.to_grey(shown.original)
        )


def test_the_script_is_for_the_chosen_library_and_can_be_saved(take_away, shown):
    for library in ("OpenCV", "PyTorch"):
        choose(take_away, "Library", library)
        script = bundle.script(library, shown)
        code = take_away.get_by_test_id("stCode").filter(has_text="import numpy")
        expect(code).to_contain_text(script.splitlines()[-1])
        settle(take_away)
        name, text = saved(take_away, "Save")
        assert name == bundle.LIBRARIES[library].file
        assert text.decode() == script


def test_the_link_opens_the_same_state_for_another_visitor(take_away, elsewhere):
    link = take_away.get_by_test_id("stCode").filter(has_text="http").inner_text().strip()
    assert "k_tab" not in link
    other = elsewhere(link)
    ends = ".output .legend span"
    for page in (take_away, other):
        expect(page.locator(".input .extent")).to_have_text("Digit, 28 × 28")
    expect(other.locator(ends)).to_have_text(take_away.locator(ends).all_inner_texts())
    expect(other.get_by_label("Pooling").and_(other.get_by_role("combobox"))).to_have_value("max")
