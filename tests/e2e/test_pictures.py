"""The pictures of the user's guide: each shows the real app with something real on it.

`make pictures` renews docs/pictures with them; a plain run leaves those alone.
"""

import io
import os
import re
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from cnnviz.utils import paths
from tests.e2e.conftest import choose, running_app, settle
from tests.e2e.test_inspection import inspected, steel  # noqa: F401 - fixtures
from tests.e2e.test_trainer import LONG, set_number, train

QUALITY = 86  # of WebP: small letters stay sharp
EFFORT = 6 if "CNNVIZ_PICTURES" in os.environ else 0  # of WebP: the smallest file takes seconds
FRAME = 90  # milliseconds of each step of the moving picture, but for its stops
STOP = 1400
MOST_MOVING = 2_000_000  # bytes
DOCS = paths.ROOT / "docs"


@pytest.fixture
def picture(page: Page):
    """Save what is on screen as ``<name>.webp``."""
    folder = Path(os.environ.get("CNNVIZ_PICTURES", paths.ROOT / "test-results" / "pictures"))
    folder.mkdir(parents=True, exist_ok=True)

    def save(name: str) -> None:
        settle(page)
        page.evaluate("() => document.fonts.ready")
        shown(page).save(folder / f"{name}.webp", quality=QUALITY, method=EFFORT)

    save.folder = folder
    return save


def shown(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def scroll_to(page: Page, selector: str) -> None:
    """Bring a part to the top of the screen, below Streamlit's header."""
    part = page.locator(selector).first
    expect(part).to_be_visible()
    settle(page)
    part.evaluate(
        "part => { part.style.scrollMarginTop = '72px'; part.scrollIntoView({ block: 'start' }); }"
    )
    page.mouse.move(5, 400)
    page.wait_for_timeout(500)  # what is drawn on arriving on the screen


def test_every_picture_of_the_documentation_is_there():
    pages = [paths.ROOT / "README.md", *DOCS.rglob("*.md")]
    for page in pages:
        for target in re.findall(r"!\[[^]]*\]\(([^)]+)\)", page.read_text("utf-8")):
            with Image.open(page.parent / target) if not target.endswith("svg") else nullcontext():
                assert (page.parent / target).stat().st_size > 0, f"{page.name}: {target}"


def test_the_playground(open_page, picture):
    page = open_page("kernel_playground?k_picture=Cameraman&k_kernel=Sobel%20x&k_pin=120,150")
    expect(page.locator(".result")).to_be_visible()
    picture("playground")
    for tab, name in (("Steps", "steps"), ("Anatomy", "anatomy")):
        page = open_page(
            "kernel_playground?k_picture=Cameraman&k_kernel=Laplacian%20of%20Gaussian"
            f"&k_activation=ReLU&k_pooling=max&k_tab={tab}"
        )
        expect(page.get_by_role("tabpanel").first).to_be_visible()
        scroll_to(page, '[role="tablist"]')
        picture(f"playground-{name}")


def test_the_playground_learns_a_kernel(open_page, picture):
    page = open_page("kernel_playground?k_picture=Cat&k_tab=Learn%20the%20kernel")
    scroll_to(page, '[role="tablist"]')
    page.locator(".transport .scrub").focus()
    page.keyboard.press("End")
    picture("playground-learn")


def test_the_calculator(open_page, picture):
    numbers = (
        "l_height=6&l_kernel=3&l_padding=valid&l_input=Own%20numbers&l_kernel_kind=Own%20numbers"
        "&l_cells=100001/010010/001100/100010/010010/001010"
        "&l_weights=1%20-1%20-1/-1%201%20-1/-1%20-1%201"
    )
    page = open_page(f"layer_calculator?{numbers}")
    expect(page.locator(".stage .where")).to_have_text(re.compile(r"\d+ / 16"))
    picture("calculator")
    for tab, name, part in (
        ("Stack of layers", "stack", ".stack tbody tr"),
        ("Pooling and shifts", "shifts", ".shifts .methods canvas"),
    ):
        page = open_page(f"layer_calculator?l_network=LeNet-5&l_tab={tab}")
        expect(page.locator(part).first).to_be_visible()
        scroll_to(page, '[role="tablist"]')
        picture(f"calculator-{name}")


def test_the_trainer(open_page, picture):
    page = open_page("trainer")
    picture("trainer-start")
    set_number(page, "Epochs", 6)
    train(page)
    expect(page.get_by_text("Accuracy on 270 test images")).to_be_visible(timeout=LONG)
    page.mouse.move(5, 400)
    picture("trainer")
    choose(page, "Network", "mlp")
    train(page)
    expect(page.get_by_text("Accuracy on 270 test images")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Compare runs").click()
    boxes = page.get_by_role("checkbox", name=re.compile("compare run"))
    for number in range(2):
        boxes.nth(number).check()
    page.wait_for_url(re.compile("t_runs=.*(,|%2C)"))
    expect(page.locator(".curves polyline.line")).to_have_count(2)
    picture("trainer-compare")
    page = open_page("trainer?t_page=experiments")
    picture("trainer-experiments")


def test_feature_maps(explorer, open_page, picture):
    explorer.point_at(0, 150, 30)
    picture("feature-maps")
    page = open_page("feature_maps?f_model=mnist&f_view=Reasons")
    expect(page.locator(".reasons .method canvas").first).to_be_visible()
    expect(page.locator(".method canvas.waits")).to_have_count(0)
    scroll_to(page, ".reasons")
    picture("feature-maps-reasons")
    page = open_page("feature_maps?f_model=mnist&f_view=What%20if%3F")
    expect(page.locator(".what-if .change svg").nth(5)).to_be_visible()
    scroll_to(page, ".what-if")
    picture("feature-maps-what-if")


def test_an_inspection(inspected, picture):  # noqa: F811 - a fixture
    page = inspected
    page.locator(".inspection tbody tr[data-accepted=true]").first.click()
    opened = page.get_by_role("heading", name=re.compile(r"\.(jpg|png|bmp)$"))
    expect(opened).to_be_visible()
    scroll_to(page, ".inspection")
    picture("inspection")


@pytest.fixture
def new_server(tmp_path) -> Iterator[str]:
    """A server on which nobody has begun a lesson: one alone keeps everybody's progress as one."""
    with running_app(tmp_path) as address:
        yield address


def test_the_moving_picture(elsewhere, new_server, page, picture):
    """A new user's first minute: from the front door to a first pixel understood."""
    size = page.viewport_size
    page = elsewhere(new_server)
    page.set_viewport_size(size)
    frames: list[tuple[Image.Image, int]] = []

    def take(duration: int) -> None:
        frames.append((shown(page).resize((960, 600), Image.Resampling.LANCZOS), duration))

    def settled() -> None:
        settle(page)
        page.mouse.move(5, 400)
        page.wait_for_timeout(700)  # what is drawn on arriving on the screen

    for _ in range(12):
        page.wait_for_timeout(60)
        take(FRAME)
    page.get_by_role("link", name=re.compile("The course")).click()
    expect(page.get_by_role("link", name=re.compile("Begin: "))).to_be_visible()
    settled()
    take(STOP)
    page.get_by_role("link", name=re.compile("Begin: ")).click()
    expect(page.get_by_text("shows the digit 1")).to_be_visible()
    settled()
    box = page.locator(".input .frame").bounding_box()
    for row, col in ((0.25, 0.6), (0.25, 0.45), (0.6, 0.6), (0.9, 0.6)):
        page.mouse.move(box["x"] + col * box["width"], box["y"] + row * box["height"])
        page.wait_for_timeout(200)
        take(STOP // 2)
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("gridcell").first).to_be_visible()
    settled()
    take(STOP)
    page.get_by_role("gridcell", name="row 2, column 3").click()
    expect(page.get_by_role("button", name="Show the answer")).to_be_visible()
    settled()
    take(STOP // 2)
    box = page.locator(".input .frame").bounding_box()
    # The frame shows a border of zeros, too: 8 × 8 cells.
    page.mouse.click(box["x"] + 3.5 / 8 * box["width"], box["y"] + 2.5 / 8 * box["height"])
    page.wait_for_timeout(700)
    take(STOP)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_text("row 2, column 3 is right", exact=False)).to_be_visible()
    settled()
    take(3 * STOP)
    path = picture.folder / "cnnviz.webp"
    first, *others = [frame for frame, _ in frames]
    first.save(
        path,
        save_all=True,
        append_images=others,
        duration=[duration for _, duration in frames],
        loop=0,
        quality=70,
        method=EFFORT,
    )
    assert path.stat().st_size < MOST_MOVING
