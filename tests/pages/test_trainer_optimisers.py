"""The trainer's optimisers, label smoothing and class weights, run without a browser."""

import pytest

from cnnviz.training import folder
from cnnviz.training.optimisers import OPTIMISERS, Nesterov
from cnnviz.training.recipes import RECIPES
from cnnviz.ui.trainer.state import TrainerState as Key
from tests.pages.trainer_page import checked, control, open_page, press, train_button

pytestmark = pytest.mark.usefixtures("no_runs")

ALL_NUMBERS = {
    Key.optimiser_number(kind, name)
    for kind, optimiser in OPTIMISERS.items()
    for name in optimiser().numbers
}


def shown_numbers(page) -> dict[str, float]:
    """The optimisers' numbers on the page, by their keys."""
    found = {box.key.partition("#")[0]: box.value for box in page.number_input}
    return {key: value for key, value in found.items() if key in ALL_NUMBERS}


def test_only_the_chosen_optimisers_numbers_are_shown_with_its_rule():
    page = open_page()
    assert control(page, Key.OPTIMISER).value == "adam"
    assert control(page, Key.OPTIMISER).options == [
        "SGD",
        "Momentum",
        "Nesterov",
        "RMSprop",
        "Adam",
        "AdamW",
    ]
    for kind, optimiser in OPTIMISERS.items():
        checked(control(page, Key.OPTIMISER).select(kind).run())
        defaults = optimiser().numbers.items()
        assert shown_numbers(page) == {f"t_{kind}_{name}": value for name, value in defaults}
        assert optimiser.summary in [caption.value for caption in page.caption]
        (rule,) = page.latex
        assert optimiser.formula in rule.value
        assert page.query_params[Key.OPTIMISER] == kind


def test_train_uses_every_number_of_a_link():
    page = open_page(
        t_network="mlp",
        t_epochs="1",
        t_batch="500",
        t_optimiser="nesterov",
        t_nesterov_momentum="0.8",
        t_nesterov_weight_decay="0.01",
        t_rate="0.02",
        t_smoothing="0.1",
        t_class_weights="balanced",
    )
    step = ".SGD(rate, momentum=0.8, weight_decay=0.01, nesterov=True)"
    assert any(step in code.value for code in page.code)
    press(page, "Train")
    (run,) = folder.newest()
    config = run.config()
    assert config.optimiser == Nesterov(0.8, 0.01)
    assert (config.label_smoothing, config.class_weights) == (0.1, "balanced")
    run.request("stop")


def test_a_recipes_optimiser_is_part_of_it():
    recipe = RECIPES["lecture-mnist"].config
    page = open_page(t_data="digits", t_epochs="3", t_optimiser="sgd")
    checked(control(page, Key.RECIPE).select("lecture-mnist").run())
    assert control(page, Key.OPTIMISER).value == recipe.optimiser.kind
    assert control(page, Key.RECIPE).value == "lecture-mnist"
    checked(control(page, "t_adam_beta_1").set_value(0.8).run())
    assert "Changed: Adam (beta 1 = 0.8)." in [caption.value for caption in page.caption]


@pytest.mark.parametrize(
    ("link", "key", "value", "sentence"),
    [
        ({}, "t_adam_beta_1", 1.0, "Beta 1 must be at least 0 and below 1, got 1.0."),
        ({}, "t_adam_epsilon", 0.0, "Epsilon must be at least 1e-12 and at most 1, got 0.0."),
        (
            {"t_optimiser": "momentum"},
            "t_momentum_momentum",
            -0.5,
            "Momentum must be at least 0 and below 1, got -0.5.",
        ),
        ({}, Key.SMOOTHING, 1.0, "Label smoothing must be at least 0 and below 1, got 1.0."),
    ],
)
def test_a_number_out_of_range_is_one_sentence_and_every_control_stays(link, key, value, sentence):
    page = open_page(**link)
    controls = [box.key for box in [*page.number_input, *page.selectbox]]
    checked(control(page, key).set_value(value).run())
    assert [error.value for error in page.error] == [sentence]
    assert [box.key for box in [*page.number_input, *page.selectbox]] == controls
    assert control(page, Key.RECIPE).value == "own settings"
    assert train_button(page).disabled


def test_a_learning_rate_of_another_optimiser_is_remarked_on_and_mended_by_a_click():
    page = open_page(t_optimiser="sgd")
    assert any("SGD usually learns with rates" in caption.value for caption in page.caption)
    press(page, "Use 0.1")
    assert control(page, Key.RATE).value == 0.1
    assert not any("usually learns" in caption.value for caption in page.caption)
