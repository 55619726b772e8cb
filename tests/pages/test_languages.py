"""Pages in other languages: the same state in the same link, in other words."""

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.utils import paths
from cnnviz.utils.language import _, using

PLAYGROUND = "pages/kernel_playground.py"


def opened(language: str, page: str, **link: str) -> AppTest:
    at = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120).switch_page(page)
    for key, value in {"language": language, **link}.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize("language", ["de", "es"])
def test_a_link_opens_the_same_layer_in_every_language(language):
    at = opened(language, PLAYGROUND, k_operation="Convolution", k_border="reflect", k_stride="2")
    with using(language):
        assert at.title[0].value == _("Kernel playground") != "Kernel playground"
        operation = at.selectbox(key="k_operation")
        assert operation.label == _("Operation")
        assert operation.options == [_("Cross-correlation"), _("Convolution")]
    assert operation.value == "convolve"
    assert at.selectbox(key="k_border").value == "reflect"
    assert at.query_params["k_operation"] == "Convolution"


def test_a_choice_in_another_language_is_in_the_address_by_its_english_name():
    at = opened("de", PLAYGROUND, k_tab="Anatomy")
    with using("de"):  # AppTest asks for the options' labels outside of the page
        at.selectbox(key="k_operation").set_value("convolve").run()
    assert not at.exception
    assert at.query_params["k_operation"] == "Convolution"
    assert at.query_params["k_tab"] == "Anatomy"


def test_what_a_link_chose_is_told_the_browser_until_the_visitor_chooses_otherwise():
    at = opened("de", PLAYGROUND, k_operation="Convolution")
    with using("de"):  # AppTest asks for the options' labels outside of the page
        at.run()
        assert at.selectbox(key="k_operation").proto.set_value
        at.selectbox(key="k_operation").set_value("correlate").run()
        at.run()
    assert not at.selectbox(key="k_operation").proto.set_value
    assert at.selectbox(key="k_operation").value == "correlate"
