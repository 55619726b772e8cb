"""The calculator's proof, as a visitor presses it: the very layer is run in Keras."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.engine import Engine
from cnnviz.ui.calculator.state import CalculatorState as Key
from cnnviz.utils import paths


@pytest.fixture
def page(engine) -> AppTest:
    """The calculator with the proof open; the engine is ready."""
    page = AppTest.from_file(paths.ROOT / "pages/layer_calculator.py", default_timeout=30)
    page.query_params[Key.TAB] = "Proof"
    return page.run()


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
