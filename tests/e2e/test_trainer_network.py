"""A network of one's own in a browser: built, explained, named, trained, linked, taken up again."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import expect_no_overflow, settle
from tests.e2e.test_trainer import LONG, set_number, train


def rows(page: Page):
    return page.locator(".stack .pick")


def add_after(page: Page, row: int, kind: str) -> None:
    """Add a layer after a row of the table, which the new one is then."""
    rows(page).nth(row).click()
    page.locator(".stack [data-key=add]").select_option(label=kind)
    settle(page)


def combobox(page: Page, name: str):
    return page.get_by_role("combobox", name=name, exact=True)


def text(page: Page, layers: str) -> None:
    """Type the network as text."""
    page.get_by_role("button", name="As text").click()
    field = page.get_by_label("Layers", exact=True).and_(page.locator("textarea"))
    field.fill(layers)
    field.press("Control+Enter")
    settle(page)
    page.keyboard.press("Escape")


def test_a_network_is_built_named_trained_and_taken_up_again(open_page):
    page = open_page("trainer?t_network=mlp")
    expect(rows(page)).to_have_text(
        ["Input", "1 flatten", "2 dense ReLU", "3 output softmax"], use_inner_text=True
    )
    add_after(page, 0, "conv")
    expect(rows(page).nth(1)).to_contain_text("1 conv")
    expect(combobox(page, "Network")).to_have_value("own layers")
    page.wait_for_url("**t_layers=conv**")

    rows(page).nth(4).click()  # the output cannot be edited
    expect(page.locator(".stack .controls")).to_have_text("One unit per class of the data.")

    rows(page).nth(2).click()
    page.get_by_role("button", name="Remove this layer").click()
    fault = page.locator(".stack .fault")
    expect(fault).to_contain_text("A dense layer needs a flat input")
    expect(page.get_by_role("alert")).to_contain_text("Layer 2: a dense layer needs a flat input")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_disabled()
    add_after(page, 1, "flatten")
    expect(fault).to_have_count(0)

    page.get_by_role("button", name="Name", exact=True).click()
    field = page.get_by_label("Name", exact=True).and_(page.locator("input"))
    field.fill("one conv")
    field.press("Enter")
    settle(page)
    page.get_by_role("button", name="Keep this network").click()
    settle(page)
    page.keyboard.press("Escape")
    expect(combobox(page, "Network")).to_have_value("one conv")

    set_number(page, "Epochs", 1)
    train(page)
    expect(page.get_by_text("Accuracy on 270 test images")).to_be_visible(timeout=LONG)
    expect(page.get_by_text(re.compile("one conv on Built-in digits"))).to_be_visible()


def test_again_with_changes_sets_the_controls_of_the_run(open_page):
    page = open_page("trainer?t_network=own+layers&t_layers=flatten,+dense+16+relu&t_epochs=1")
    train(page)
    expect(page.get_by_text("Accuracy on 270 test images")).to_be_visible(timeout=LONG)
    set_number(page, "Epochs", 9)
    page.get_by_role("button", name="Again, with changes").click()
    settle(page)
    # The last: while the field is replaced, there are two.
    epochs = page.get_by_label("Epochs", exact=True).and_(page.locator("input")).last
    expect(epochs).to_have_value("1")
    expect(rows(page)).to_have_count(4)
    expect(rows(page).nth(2)).to_contain_text("2 dense")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()


def test_the_calculator_s_stack_is_trained(open_page):
    page = open_page(
        "layer_calculator?l_tab=Stack+of+layers&l_network=Own+layers"
        "&l_layers=conv+4+5x5+stride+2,+flatten,+dense+10+softmax&l_image=28x28x1"
    )
    expect(page.locator(".stack .box").first).to_be_attached()
    settle(page)
    page.get_by_role("link", name="Train this stack").click()
    expect(page.get_by_role("heading", name="Trainer")).to_be_visible()
    settle(page)
    expect(combobox(page, "Network")).to_have_value("own layers")
    expect(rows(page)).to_have_text(
        ["Input", re.compile("1 conv 5 × 5"), "2 flatten", "3 output softmax"]
    )
    expect(page.get_by_text("5,874 parameters")).to_be_visible()  # 25·4 + 4 + (12·12·4 + 1)·10


def test_on_a_phone_the_editor_is_within_the_screen(phone, server):
    phone.goto(f"{server}/trainer")
    settle(phone)
    expect(phone.locator(".stack .pick").first).to_be_attached()
    expect_no_overflow(phone)


def test_the_settings_and_train_are_on_the_first_screen(open_page):
    page = open_page("trainer")
    box = page.get_by_role("button", name="Train", exact=True).bounding_box()
    assert box["y"] + box["height"] <= 800
