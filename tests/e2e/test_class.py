"""A class in real browsers: two visitors who do not see each other, and their teacher."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cnnviz.classroom import password
from tests.e2e.conftest import PATIENCE, running_app, settle
from tests.waiting import wait_until

WORD = "right password"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def class_home(tmp_path_factory) -> Path:
    home: Path = tmp_path_factory.mktemp("class-home")
    return home


@pytest.fixture(scope="module")
def address(class_home, browser) -> Iterator[str]:
    """A server with a class, one slot and a teacher."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_CLASS", "1")
        patch.setenv("CNNVIZ_TEACHER", password.hashed(WORD))
        patch.setenv("CNNVIZ_TRAINING_SLOTS", "1")
        patch.setenv("CNNVIZ_MOST_EPOCHS", "1000")
        with running_app(class_home) as found:
            yield found


def arrived(browser: Browser, size: dict[str, int] | None = None) -> BrowserContext:
    """A browser that has not been here before."""
    context = browser.new_context(viewport=size or {"width": 1280, "height": 800}, locale="en-US")
    context.set_default_timeout(PATIENCE)
    return context


def opened(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    settle(page)
    return page


def train(context: BrowserContext, address: str, epochs: int) -> str:
    """Start a run; return its id."""
    page = opened(context, f"{address}/trainer?t_network=mlp&t_epochs={epochs}")
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url(re.compile(r"run=\d"))
    settle(page)
    run = re.search(r"run=([\w-]+)", page.url)[1]
    page.close()
    return run


def status_of(home: Path, run: str) -> str:
    state: str = json.loads((home / "runs" / run / "state.json").read_text("utf-8"))["status"]
    return state


def share(owner: BrowserContext, address: str, run: str) -> str:
    """Make the link that shares a run."""
    page = opened(owner, f"{address}/trainer?run={run}")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    link: str = page.get_by_test_id("stCode").inner_text().strip()
    page.close()
    return link


def sign_in(page: Page, typed: str, seen: str) -> None:
    page.get_by_label("Teacher's password").fill(typed)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text(seen, exact=True)).to_be_visible()


def names_of_class(teacher: BrowserContext, address: str, file: Path) -> list[str]:
    """Download the class's zip; return what is in it."""
    file.write_bytes(teacher.request.get(f"{address}/class-export").body())
    with zipfile.ZipFile(file) as packed:
        return packed.namelist()


def test_a_class_from_the_first_visit_to_its_end(browser, address, class_home, tmp_path):
    anna, ben, teacher = arrived(browser), arrived(browser), arrived(browser)

    # Anna brings three runs before Ben brings one: his is next after the one that trains.
    first = train(anna, address, 1000)
    wait_until(lambda: status_of(class_home, first) == "running", 120, "the first run trains")
    second, third = train(anna, address, 1), train(anna, address, 1)
    bens = train(ben, address, 1)
    page = opened(ben, f"{address}/trainer?run={bens}")
    expect(page.get_by_text("Place 1 in the queue")).to_be_visible()

    # Nothing of Anna's is there for Ben.
    page.goto(f"{address}/trainer?run={first}")
    settle(page)
    expect(page.get_by_text(f"There is no run '{first}' here.")).to_be_visible()
    page.get_by_role("button", name="Compare runs").click()
    expect(page.get_by_text("1 run, 0 chosen")).to_be_visible()

    # Anna shares her first run; Ben looks at it, and cannot stop it.
    page = opened(ben, share(anna, address, first))
    expect(page.get_by_role("button", name="Again, with changes")).to_be_visible()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_have_count(0)
    assert "share=" not in page.url

    # The teacher needs the password, sees all, and stops what takes too long.
    page = opened(teacher, f"{address}/teacher")
    sign_in(page, "a wrong one", "This is not the teacher's password.")
    sign_in(page, WORD, "Runs")
    expect(page.get_by_text("4 runs, 0 chosen")).to_be_visible()
    page.get_by_role("checkbox", name=f"compare run {first[-4:]}").check()
    page.get_by_role("button", name="Stop 1 run").click()
    wait_until(lambda: status_of(class_home, first) == "stopped", 120, "the run is stopped")
    order = (bens, second, third)
    for run in order:
        wait_until(lambda run=run: status_of(class_home, run) == "done", 180, "the others train")
    ended = [(class_home / "runs" / run / "model.keras").stat().st_mtime for run in order]
    assert ended == sorted(ended)

    # A closed queue says so to Ben.
    page.get_by_text("Queue open").click()
    expect(page.get_by_text("The queue is closed: visitors cannot start runs.")).to_be_visible()
    bens_page = opened(ben, f"{address}/trainer?t_network=mlp")
    bens_page.get_by_role("button", name="Train", exact=True).click()
    expect(bens_page.get_by_text(re.compile("The queue is closed: the teacher"))).to_be_visible()

    # The class is packed, downloaded by the teacher alone, and cleared.
    page.get_by_text("End the class").click()
    page.get_by_role("button", name="Pack everything").click()
    expect(page.get_by_role("link", name=re.compile("Download"))).to_be_visible()
    assert ben.request.get(f"{address}/class-export").status == 404
    names = names_of_class(teacher, address, tmp_path / "class.zip")
    assert sum(name.endswith("/model.keras") for name in names) == 4
    page.get_by_role("button", name="Clear the class").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_text(re.compile("^Cleared"))).to_be_visible()
    for context in (anna, ben, teacher):
        context.close()


def test_a_visitor_is_recognised_on_return_and_by_no_forged_cookie(browser, address, class_home):
    carla = arrived(browser)
    page = opened(carla, f"{address}/trainer")
    page.close()
    (given,) = [each for each in carla.cookies() if each["name"].startswith("cnnviz-")]
    assert (given["httpOnly"], given["sameSite"]) == (True, "Lax")
    page = opened(carla, f"{address}/trainer")
    assert page.evaluate("document.cookie").count("cnnviz-") == 0
    page.close()
    (again,) = [each for each in carla.cookies() if each["name"].startswith("cnnviz-")]
    assert again["value"] == given["value"]
    version, visitor, when, signature = given["value"].split(".")
    forged = ".".join([version, "0" * 32, when, signature])
    carla.add_cookies([given | {"value": forged}])
    opened(carla, f"{address}/trainer").close()
    (new,) = [each for each in carla.cookies() if each["name"].startswith("cnnviz-")]
    assert new["value"].split(".")[1] not in ("0" * 32, visitor)
    carla.close()


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_teachers_page_fits_a_phone(browser, address, signed_in):
    phone = arrived(browser, PHONE)
    page = opened(phone, f"{address}/teacher")
    if signed_in:
        page.get_by_label("Teacher's password").fill(WORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("Queue open")).to_be_visible()
        settle(page)
        page.get_by_text("Limits", exact=True).click()
        page.get_by_role("button", name="Set limits").click()
        expect(page.get_by_text("The limits are set.")).to_be_visible()
        settle(page)
        expect(page.get_by_role("textbox", name="Epochs of one run")).to_be_visible()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    phone.close()
