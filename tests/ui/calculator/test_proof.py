"""The calculator's proof, as a visitor presses it: the very layer is run in Keras."""

from fractions import Fraction

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.engine import Engine
from cnnviz.ui.calculator.state import CalculatorState as Key
from tests.pages.calculator_page import opened, shown, type_input, type_kernel

FRACTIONS = "1/3 -1.75 0.1\n2.5 -2/7 1e-3\n-0.6 4 1/9"
FRACTIONAL_KERNEL = "1/3 -0.5\n0.01 5/8"


@pytest.fixture
def page(engine) -> AppTest:
    """The calculator with the proof open; the engine is ready."""
    return opened(**{Key.TAB: "Proof"})


def fractions(text: str) -> list[list[Fraction]]:
    return [[Fraction(number) for number in line.split()] for line in text.splitlines()]


def exact_output() -> list[list[Fraction]]:
    """The 2 × 2 outputs of FRACTIONS under FRACTIONAL_KERNEL, without any rounding."""
    cells, kernel = fractions(FRACTIONS), fractions(FRACTIONAL_KERNEL)
    return [
        [
            sum(kernel[a][b] * cells[row + a][col + b] for a in (0, 1) for b in (0, 1))
            for col in (0, 1)
        ]
        for row in (0, 1)
    ]


def text_of(page: AppTest) -> str:
    assert not page.exception
    blocks = [*page.markdown, *page.code, *page.get("html")]
    return "\n".join(str(getattr(block.proto, "body", block.value)) for block in blocks)


def test_the_layer_stands_there_in_keras_before_it_is_run(page):
    assert page.code[0].value == "layer = keras.layers.Conv2D(1, kernel_size=3)"
    assert "Not checked yet" in text_of(page)
    assert not page.success


def test_pressing_compares_shape_and_all_values(page):
    page.button(Key.CHECK).click().run()
    assert page.success[0].value == "Equal: Keras gives the same shape and the same 25 values."
    assert "Shape in Keras" in text_of(page)


def test_another_setting_is_not_proved_by_the_last_one(page):
    page.button(Key.CHECK).click().run()
    page.number_input(Key.STRIDE[0]).set_value(2).run()
    assert not page.success
    assert "Not checked yet" in text_of(page)
    page.button(Key.CHECK).click().run()
    assert page.success[0].value.endswith("the same 9 values.")


def test_a_deep_layer_is_run_whole(page):
    page.number_input(Key.CHANNELS).set_value(32)
    page.number_input(Key.FILTERS).set_value(64).run()
    page.button(Key.CHECK).click().run()
    assert page.success[0].value.endswith("the same 1,600 values.")
    assert any("random digits" in caption.value for caption in page.caption)


def test_a_layer_too_large_to_draw_is_run_with_random_digits(page):
    page.number_input(Key.SIZE[0]).set_value(64).run()
    page.button(Key.CHECK).click().run()
    assert page.success[0].value.endswith("the same 3,844 values.")
    assert any("random digits" in caption.value for caption in page.caption)


def test_a_layer_that_keras_has_not_is_compared_with_pytorchs_formula(page):
    page.selectbox(Key.OPERATION).set_value("max pooling").run()
    page.number_input(Key.DILATION[0]).set_value(2).run()
    assert "Keras's pooling has no dilation, so there is nothing to run" in text_of(page)
    assert page.success[0].value == "Equal: 3 × 3 here, 3 × 3 by PyTorch's formula."


def test_a_layer_too_large_to_be_checked_says_what_is_not(page):
    page.number_input(Key.CHANNELS).set_value(4096)
    page.number_input(Key.FILTERS).set_value(4096).run()
    page.button(Key.CHECK).click().run()
    assert not page.exception
    assert page.error[0].value.endswith("take 4096 channels and at most 27 filters.")


def test_a_difference_would_be_shown_with_its_place(page, monkeypatch):
    monkeypatch.setattr(Engine, "run_layer", lambda *_: np.full((5, 5, 1), 1000.0))
    page.button(Key.CHECK).click().run()
    assert not page.success
    assert "and 1000 in Keras." in page.error[0].value


@pytest.fixture
def fractional(page) -> AppTest:
    """The proof of a layer whose numbers are fractions."""
    type_input(page, FRACTIONS)
    type_kernel(page, FRACTIONAL_KERNEL)
    return page


def test_fractions_are_proved_to_the_digits_that_float32_keeps(fractional, monkeypatch):
    answers = []

    def run_and_keep(engine: Engine, *numbers: object) -> np.ndarray:
        answers.append(run_layer(engine, *numbers))
        return answers[-1]

    run_layer = Engine.run_layer
    monkeypatch.setattr(Engine, "run_layer", run_and_keep)
    fractional.button(Key.CHECK).click().run()
    assert fractional.success[0].value.endswith("the same 4 values.")
    expected = np.array(exact_output(), float)
    np.testing.assert_allclose(shown(fractional).output[0], expected, rtol=1e-14)
    (keras,) = answers
    np.testing.assert_allclose(keras[..., 0], expected, rtol=1e-6)
    largest = max(
        abs(Fraction(float(keras[row, col, 0])) - exact_output()[row][col])
        for row in (0, 1)
        for col in (0, 1)
    )
    assert largest > 0
    assert f">{float(largest):.3g}<" in text_of(fractional)


def test_a_wrong_value_among_fractions_is_shown_beside_the_right_one(fractional, monkeypatch):
    theirs = np.array(exact_output(), float)[..., np.newaxis]
    theirs[1, 0, 0] += 0.001
    monkeypatch.setattr(Engine, "run_layer", lambda *_: theirs)
    fractional.button(Key.CHECK).click().run()
    assert not fractional.success
    here = exact_output()[1][0]
    assert fractional.error[0].value == (
        f"Not equal: row 2, column 1 of filter 1 is {float(here):g} here "
        f"and {float(here + Fraction(1, 1000)):g} in Keras."
    )
