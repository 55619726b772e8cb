"""The whole way of a student through the trainer, on the real MNIST."""

import os
import re
import subprocess
import sys

from playwright.sync_api import Page, expect

from cnnviz.training.folder import RunFolder
from tests.e2e.conftest import choose, settle
from tests.e2e.test_trainer import LONG, set_number, train
from tests.e2e.test_trainer_network import add_after, rows
from tests.e2e.test_trainer_steering import act, shown
from tests.waiting import wait_until

DONE = re.compile("Accuracy on 10,000 test images")
# Opens the downloaded file with Keras alone, and counts the test images that it gets right.
PLAIN_KERAS = """
import sys
import keras, numpy
model = keras.models.load_model(sys.argv[1])
with numpy.load(sys.argv[2]) as mnist:
    images, labels = mnist["x_test"], mnist["y_test"]
answers = model.predict(images[..., None] / numpy.float32(255), batch_size=500, verbose=0)
print((answers.argmax(axis=1) == labels).sum())
"""


def build_and_start(page: Page) -> None:
    add_after(page, 0, "conv")
    expect(rows(page)).to_have_count(5)  # input, conv, flatten, dense, output
    add_after(page, 1, "max pool")
    expect(rows(page)).to_have_count(6)  # and max pool
    set_number(page, "Epochs", 2)
    set_number(page, "Batch size", 200)
    train(page)


def leave_and_return(page: Page) -> None:
    page.get_by_role("link", name="Kernel playground").click()
    expect(page.get_by_role("heading", name="Kernel playground")).to_be_visible()
    page.get_by_role("link", name="Trainer", exact=True).click()
    expect(page.get_by_role("heading", name="Trainer")).to_be_visible()
    settle(page)


def drag_the_rate(page: Page, run: RunFolder) -> None:
    handle = page.locator(".handle")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 12, steps=4)
    page.mouse.up()
    wait_until(lambda: run.config().acts, 120, "the rate counts")
    assert 0 < run.config().acts[0].value < run.config().learning_rate


def pause_resume_branch_and_stop(page: Page, run: RunFolder) -> RunFolder:
    wait_until(run.checkpoints, 600, "an epoch is saved")
    act(page, "Pause").click()
    expect(page.get_by_text(re.compile("Paused in epoch"))).to_be_visible(timeout=LONG)
    settle(page)
    page.locator(".st-key-t_acts").get_by_role("button", name="Branch here").click()
    act(page, "Branch").click()
    page.wait_for_url(lambda address: run.id not in address)
    made = shown(page, run.path.parents[1])
    wait_until(lambda: made.history().batches[-1].epoch > 1, 600, "the branch trains")
    settle(page)
    act(page, "Stop").click()
    expect(page.get_by_text(DONE)).to_be_visible(timeout=LONG)
    page.goto(page.url.replace(made.id, run.id))
    settle(page)
    act(page, "Resume").click()
    expect(page.get_by_text(DONE)).to_be_visible(timeout=LONG)
    settle(page)
    return made


def open_a_mistake(page: Page) -> None:
    """The largest cell beside the diagonal, and the first of its images."""
    cells = page.locator(".error-matrix td button")
    expect(cells.first).to_be_visible(timeout=LONG)
    counts = [int(text or 0) for text in cells.all_text_contents()]
    mistakes = max((count, at) for at, count in enumerate(counts) if at // 10 != at % 10)
    cells.nth(mistakes[1]).click()
    row, col = divmod(mistakes[1], 10)
    images = f"{row} classified as {col}: {mistakes[0]} image"
    expect(page.get_by_role("heading", name=re.compile(images))).to_be_visible()
    settle(page)
    page.locator(".wall button").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(re.compile("the true class is"))).to_be_visible()
    expect(dialog.locator("figure")).to_have_count(5, timeout=LONG)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def scrub(page: Page) -> None:
    page.locator('.chart[data-metric="loss"]').focus()
    page.keyboard.press("Home")
    expect(page.locator(".kernels-epoch")).to_have_text("after epoch 1")
    page.keyboard.press("Escape")
    expect(page.locator(".kernels-epoch")).to_have_text("after epoch 2")


def download_and_open(page: Page, real_mnist, folder) -> int:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Keras", exact=True).click()
    file = folder / "model.keras"
    waiting.value.save_as(file)
    done = subprocess.run(
        [sys.executable, "-c", PLAIN_KERAS, file, real_mnist],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


def compare_with_the_mlp(page: Page) -> None:
    choose(page, "Network", "mlp")
    set_number(page, "Epochs", 1)
    train(page)
    expect(page.get_by_text(DONE)).to_be_visible(timeout=LONG)
    settle(page)
    page.get_by_role("button", name="Compare runs").click()
    page.get_by_role("searchbox", name="Find runs").fill("mnist")
    boxes = page.get_by_role("checkbox", name=re.compile("compare run"))
    expect(boxes.nth(2)).to_be_visible()
    boxes.nth(0).check()
    page.wait_for_url(re.compile("t_runs="))
    boxes.nth(2).check()
    expect(page.get_by_text(re.compile(r"They disagree on \d+ image"))).to_be_visible(timeout=LONG)


def test_a_student_s_way_from_the_first_layer_to_the_comparison(
    open_page, server_home, real_mnist, tmp_path
):
    page = open_page("trainer?t_data=mnist&t_network=mlp")
    build_and_start(page)
    run = shown(page, server_home)
    leave_and_return(page)
    drag_the_rate(page, run)
    made = pause_resume_branch_and_stop(page, run)
    assert [each.what for each in run.history().acts] == ["rate", "pause", "resume"]
    assert made.state().status == "stopped"
    scrub(page)
    open_a_mistake(page)
    right = download_and_open(page, real_mnist, tmp_path)
    assert abs(right - 10_000 * run.evaluation().accuracy) <= 1  # of 10,000; float32 sums differ
    compare_with_the_mlp(page)
