"""A run is steered in the browser: another rate, a pause, one more epoch, a branch."""

import re

from playwright.sync_api import Page, expect

from cnnviz.training.folder import RunFolder
from tests.e2e.conftest import settle
from tests.e2e.test_trainer import LONG, set_number, train, trainer
from tests.waiting import wait_until

__all__ = ["trainer"]


def shown(page: Page, home) -> RunFolder:
    """The run in the page's address."""
    run_id = re.search(r"run=([\w.-]+)", page.url)[1]
    return RunFolder(home / "runs" / run_id)


def act(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def test_a_run_is_given_another_rate_paused_resumed_and_branched(trainer, server_home):
    page = trainer
    set_number(page, "Epochs", 1000)
    train(page)
    run = shown(page, server_home)
    field = page.get_by_label("Change the learning rate to")
    field.fill("0.0005")
    field.press("Enter")
    wait_until(lambda: [each.value for each in run.config().acts] == [0.0005], 120, "the rate")
    act(page, "Pause").click()
    expect(page.get_by_text(re.compile("Paused in epoch"))).to_be_visible(timeout=LONG)
    steps = len(run.history().batches)
    act(page, "Resume").click()
    wait_until(lambda: len(run.history().batches) > steps + 2, 120, "it trains on")
    wait_until(run.checkpoints, 600, "an epoch is saved")
    act(page, "Stop").click()
    expect(page.get_by_text("Accuracy on 270 test images")).to_be_visible(timeout=LONG)
    act(page, "Resume").click()
    progress = page.get_by_text(re.compile(r"Epoch \d+ of 1000"))  # though nothing was followed
    expect(progress).to_be_visible(timeout=LONG)
    act(page, "Stop").click()
    expect(act(page, "Resume")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("Accuracy on 270 test images")).to_be_visible(timeout=LONG)
    settle(page)
    page.locator(".st-key-t_acts").get_by_role("button", name="Branch here").click()
    act(page, "Branch").click()
    page.wait_for_url(lambda address: run.id not in address)
    made = shown(page, server_home)
    wait_until(lambda: made.history().batches[-1].epoch > made.history().acts[0].epoch, 600, "on")
    assert [each.what for each in run.history().acts] == [
        *("rate", "pause", "resume", "stop", "resume", "stop")
    ]
    assert made.history().acts[-1].detail == run.id
    act(page, "Stop").click()


def test_while_it_trains_one_matrix_follows_the_cursor_and_opens(trainer):
    page = trainer
    set_number(page, "Epochs", 1000)
    train(page)
    matrix, time_machine = page.locator(".error-matrix"), page.locator(".watch .matrix")
    epoch = matrix.locator(".epoch")
    expect(epoch).to_have_text(re.compile(r"after epoch ([2-9]|\d\d)"), timeout=LONG)
    expect(time_machine).to_be_hidden()
    page.locator('.chart[data-metric="loss"]').focus()
    page.keyboard.press("Home")
    expect(epoch).to_have_text("after epoch 1")
    first = matrix.locator("td button").all_inner_texts()
    matrix.locator("td button:not(.empty)").first.click()
    expect(
        page.get_by_role("heading", name=re.compile(r": \d+ images?, after epoch 1$"))
    ).to_be_visible()
    expect(epoch).to_have_text("after epoch 1")
    assert matrix.locator("td button").all_inner_texts() == first
    page.locator('.chart[data-metric="loss"]').focus()
    page.keyboard.press("Escape")
    expect(epoch).not_to_have_text("after epoch 1")
    act(page, "Stop").click()
    expect(page.get_by_text("Accuracy on 270 test images")).to_be_visible(timeout=LONG)
    expect(time_machine).to_be_visible()
