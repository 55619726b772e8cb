"""Texts with values in them, in English and in languages that have catalogues."""

import pickle
import threading

import pytest

from cnnviz.utils import language
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _, _n
from cnnviz.utils.local_numbers import localised

TEXTS = {
    "{a} of {b:,.1f}": "{b:,.1f}, davon {a}",
    "{count} run": ("{count} Lauf", "{count:,} Läufe"),
}


@pytest.fixture
def german(monkeypatch):
    monkeypatch.setattr(language, "table", lambda code: TEXTS if code == "de" else {})
    with language.using("de"):
        yield


def test_values_are_put_in_by_name():
    assert _("{b} of {a}", a=1, b=2) == "2 of 1"


def test_braces_without_values_stay():
    assert _("{a}") == "{a}"


def test_an_unknown_language_is_english():
    with language.using("xx"):
        assert _("Kernel") == "Kernel"


def test_a_translation_orders_the_values_and_writes_their_numbers(german):
    assert _("{a} of {b:,.1f}", a="1.5", b=1234.5) == "1.234,5, davon 1.5"


@pytest.mark.parametrize(
    ("count", "english", "translated"),
    [(1, "1 run", "1 Lauf"), (0, "0 runs", "0 Läufe"), (3000, "3,000 runs", "3.000 Läufe")],
)
def test_a_count_chooses_the_form(german, count, english, translated):
    assert _n("{count} run", "{count:,} runs", count) == translated
    with language.using("en"):
        assert _n("{count} run", "{count:,} runs", count) == english


def test_english_numbers_stay():
    assert localised("1,234.5", "en") == "1,234.5"
    assert localised("1,234.5", "es") == "1.234,5"


def test_a_language_is_used_in_its_own_thread():
    seen = []

    def look():
        seen.append(language.current())

    with language.using("de"):
        for target in (look, language.kept(look)):
            thread = threading.Thread(target=target)
            thread.start()
            thread.join()
    assert seen == ["en", "de"]


def test_a_page_says_its_language_unless_another_is_used(monkeypatch):
    monkeypatch.setattr(language, "_ask", [])
    language.ask_for(lambda: "es")
    assert language.current() == "es"
    with language.using("de"):
        assert language.current() == "de"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [("de-AT", "de"), ("es_MX", "es"), ("EN", "en"), ("fr", None), ("", None), (None, None)],
)
def test_a_browsers_wish_is_a_language_that_there_is(wanted, code):
    assert language.offered(wanted) == code


def test_an_error_of_another_process_is_translated_where_it_is_read(german):
    with language.using("en"):
        raised = InputError("{a} of {b:,.1f}", a=1, b=0.5)
        assert str(raised) == "1 of 0.5"
    assert str(pickle.loads(pickle.dumps(raised))) == "0,5, davon 1"
