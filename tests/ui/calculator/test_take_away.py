"""The calculator's take-away tab: what it offers for what is set above."""

from streamlit.testing.v1 import AppTest

from cnnviz.layers.window import patterns
from cnnviz.ui.calculator.state import CalculatorState as Key
from cnnviz.utils import paths


def opened(**address: str) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "pages/layer_calculator.py", default_timeout=120)
    page.query_params |= {Key.TAB: "Take away", **address}
    page.run()
    assert not page.exception
    return page


def codes(page: AppTest) -> list[str]:
    """The link, the Keras line and the PyTorch line."""
    return [block.value for block in page.code]


def captions(page: AppTest) -> str:
    return "\n".join(caption.value for caption in page.caption)


def test_both_lines_stand_there_to_be_copied():
    _, keras, torch = codes(opened(l_stride="2"))
    assert keras == "layer = keras.layers.Conv2D(1, kernel_size=3, strides=2)"
    assert torch == "layer = nn.Conv2d(1, 1, kernel_size=3, stride=2)"


def test_a_layer_that_a_library_has_not_gets_a_sentence():
    page = opened(l_operation="Max pooling", l_dilation="2")
    assert page.info[0].value == "Keras's pooling has no dilation, so there is no Keras code."
    assert codes(page)[1] == "layer = nn.MaxPool2d(kernel_size=3, stride=1, dilation=2)"


def test_runnable_adds_import_input_and_call():
    page = opened()
    page.toggle(Key.RUNNABLE).set_value(True).run()
    _, keras, torch = codes(page)
    assert keras.startswith("import keras\n")
    assert torch.startswith("import torch\n")
    assert keras.endswith("y = layer(x)\nprint(y.shape)")


def test_another_setting_above_changes_the_lines_below():
    page = opened()
    page.number_input(Key.FILTERS).set_value(8).run()
    assert codes(page)[1] == "layer = keras.layers.Conv2D(8, kernel_size=3)"


def test_it_says_where_the_gif_is_saved_and_how_many_windows_it_shows():
    text = " ".join(captions(opened()).split())
    assert "one frame per window, at most 120, evenly spaced" in text


def test_the_link_says_the_setting_but_not_the_tab():
    link = codes(opened(l_stride="2", l_padding="same", l_runnable="true"))[0]
    assert "l_stride=2" in link
    assert "l_padding=same" in link
    assert "l_tab" not in link
    assert "l_runnable" not in link


def test_own_numbers_are_in_the_link():
    page = opened(l_kernel_kind=patterns.OWN, l_weights="1 2/3 4", l_kernel="2")
    assert "l_weights=1+2%2F3+4" in codes(page)[0]
    assert "Your own numbers are included." in captions(page)


def test_a_layer_too_large_to_draw_has_code_and_link_but_no_animation():
    page = opened(l_height="224", l_kernel="7")
    assert "shows an input of up to 32 × 32 cells" in captions(page)
    link, keras, _ = codes(page)
    assert "l_height=224" in link
    assert keras == "layer = keras.layers.Conv2D(1, kernel_size=7)"


def test_a_long_link_comes_with_a_warning():
    digits = "/".join(["0123456789012345678901234567890"] * 31)
    page = opened(
        l_input=patterns.OWN, l_cells=";".join([digits] * 2), l_height="31", l_channels="2"
    )
    assert "characters: some mail and chat programs cut it off." in captions(page)


def test_an_impossible_setting_is_not_taken_away():
    page = opened(l_stride="0")
    assert page.error
    link, keras, _ = codes(page)
    assert "l_stride" not in link
    assert keras == "layer = keras.layers.Conv2D(1, kernel_size=3)"
