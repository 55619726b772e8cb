"""What axe-core finds on each page's first screen, light and dark."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import axe

# A page, and what it shows when all of its first screen has come.
PAGES = {
    "": ".room",
    "course": "h1",
    "kernel_playground": ".cells input",
    "layer_calculator": ".transport .where",
    "trainer": "h1",
    "feature_maps?f_model=mnist": ".answer .bar",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.partition("?")[0] or "home")
def test_nothing_bars_anybody_from_a_page(page: Page, open_page, path, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    axe.load(page)
    open_page(path)
    expect(page.locator(PAGES[path]).first).to_be_visible()
    assert "\n".join(map(str, axe.violations(page))) == ""
