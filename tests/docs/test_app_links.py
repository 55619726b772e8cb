"""Every link of the documentation into the app opens its room, and the room has no complaint."""

from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.data import synthetic_steel
from cnnviz.layers.lecture_examples import EXAMPLES
from cnnviz.utils import paths
from tests.docs.pages import APP, DOCS, app_links, pages
from tests.pages.test_links import PAGES

ALL = sorted({link for page in pages() for link in app_links(page)})
KEYS = {page.name: set(page.keys) for page in PAGES}
PLANS = sorted((DOCS / "teaching").glob("lecture-*.md"))


@pytest.fixture(scope="module", autouse=True)
def little_synthetic_steel():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synthetic_steel, "PER_CLASS", 10)
        yield


def opened(link: str) -> AppTest:
    """The room of a link, after its page has run once."""
    parts = urlsplit(link)
    app = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    app.switch_page(f"pages{parts.path}.py")
    for key, value in parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True):
        app.query_params[key] = value
    return app.run()


@pytest.mark.parametrize("link", ALL, ids=lambda link: link.partition("8501/")[2][:70])
def test_a_link_opens_its_room_without_a_complaint(engine, link):
    app = opened(link)
    assert not app.exception
    assert app.title
    said = [*app.error, *app.warning, *app.toast]
    assert [each.value for each in said] == []


@pytest.mark.parametrize("link", ALL, ids=lambda link: link.partition("8501/")[2][:70])
def test_a_link_names_settings_that_its_room_has(link):
    parts = urlsplit(link)
    assert {key for key, _ in parse_qsl(parts.query)} <= KEYS[parts.path.strip("/")]


def test_a_setting_that_is_wrong_is_noticed(engine):
    (toast,) = opened(f"{APP}kernel_playground?k_activation=relu").toast
    assert toast.value.endswith("left out: k_activation=relu.")


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)
def test_a_plan_fills_fifty_minutes(plan):
    rows = [
        line.split("|")[1].strip()
        for line in plan.read_text("utf-8").splitlines()
        if line.startswith("| ") and " to " in line.split("|")[1]
    ]
    times = [tuple(map(int, row.split(" to "))) for row in rows]
    assert times[0][0] == 0
    assert times[-1][1] == 50
    assert all(before[1] == after[0] for before, after in pairwise(times))


def test_the_plans_have_the_lectures_examples(engine):
    notes = {f"**{name}.** {example.note}" for name, example in EXAMPLES.items()}
    shown = set()
    for link in {link for plan in PLANS for link in app_links(plan) if "l_cells" in link}:
        shown |= {caption.value for caption in opened(link).caption} & notes
    assert len(shown) >= 8
