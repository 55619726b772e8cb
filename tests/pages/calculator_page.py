"""The layer calculator's page as tests hold it: opened from an address, set, read."""

from streamlit.testing.v1 import AppTest

from cnnviz.layers.window import Slide
from cnnviz.ui.calculator.state import CalculatorState as Key
from cnnviz.utils import paths


def opened(**address: str) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    page.switch_page(str(paths.ROOT / "pages/layer_calculator.py"))
    page.query_params |= address
    return page.run()


def change(page: AppTest, numbers: dict[str, int]) -> None:
    """Set several numbers in one run of the page."""
    for key, value in numbers.items():
        page.number_input(key).set_value(value)
    page.run()


def type_input(page: AppTest, text: str) -> None:
    page.text_area(Key.TYPED_INPUT).set_value(text).run()


def type_kernel(page: AppTest, text: str) -> None:
    page.text_area(Key.TYPED_KERNEL).set_value(text).run()


def text_of(page: AppTest) -> str:
    """Everything that stands on the page as text."""
    assert not page.exception
    blocks = [*page.markdown, *page.latex, *page.get("html")]
    return "\n".join(block.proto.body for block in blocks)


def shown(page: AppTest) -> Slide:
    return Key(page.session_state).last.slide
