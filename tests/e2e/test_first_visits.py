"""Several visitors who arrive at once on a server that was just started."""

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import running_app, settle

# The front door among them begins in app.py, the others in their pages.
VISITS = 2 * (
    "",
    "feature_maps?f_input=Sample",
    "kernel_playground?k_tab=Anatomy",
    "layer_calculator?l_tab=Pooling+and+shifts",
    "course",
)


def test_each_of_many_first_visits_gets_its_whole_page(browser: Browser, tmp_path):
    with running_app(tmp_path) as address:
        pages = [browser.new_context(locale="en-US").new_page() for _ in VISITS]
        for page, visit in zip(pages, VISITS, strict=True):
            page.goto(f"{address}/{visit}", wait_until="commit")
        for page in pages:
            navigation = page.get_by_test_id("stTopNav")
            expect(navigation.get_by_role("link", name="Trainer")).to_be_visible(timeout=60_000)
            settle(page)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            expect(page.locator("[data-testid=stException]")).to_have_count(0)
            page.context.close()
