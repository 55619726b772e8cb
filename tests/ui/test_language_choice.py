"""Which language a visitor's pages have."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.ui import language_choice

SCRIPT = """
import streamlit as st
from cnnviz.ui import language_choice
from cnnviz.utils.language import current
st.button("Spanish", on_click=language_choice.choose, args=("es",))
st.button("French", on_click=language_choice.choose, args=("fr",))
st.text(current())
"""


def shown(app):
    return app.run().text[0].value


@pytest.fixture
def app():
    return AppTest.from_string(SCRIPT)


def test_a_browser_without_a_wish_gets_english(app):
    assert shown(app) == "en"


def test_a_link_chooses(app):
    app.query_params[language_choice.PARAMETER] = "de"
    assert shown(app) == "de"


def test_a_link_with_an_unknown_language_chooses_none(app):
    app.query_params[language_choice.PARAMETER] = "../de"
    assert shown(app) == "en"


def test_a_choice_holds_and_takes_the_links_place(app):
    app.query_params[language_choice.PARAMETER] = "de"
    app.run()
    app.button[0].click()
    assert shown(app) == "es"
    assert shown(app) == "es"
    assert language_choice.PARAMETER not in app.query_params


def test_what_is_not_offered_changes_nothing(app):
    app.run()
    app.button[1].click()
    assert shown(app) == "en"


@pytest.mark.parametrize(("cookie", "code"), [("es", "es"), ("fr", "de"), ("", "de")])
def test_an_earlier_choice_holds_and_else_the_browser_s_language(app, monkeypatch, cookie, code):
    context = SimpleNamespace(cookies={language_choice.COOKIE: cookie}, locale="de-DE")
    monkeypatch.setattr(language_choice.st, "context", context)
    assert shown(app) == code


@pytest.mark.parametrize("locale", ["fr-FR", "", None])
def test_a_browser_in_another_language_gets_english(app, monkeypatch, locale):
    context = SimpleNamespace(cookies={}, locale=locale)
    monkeypatch.setattr(language_choice.st, "context", context)
    assert shown(app) == "en"
