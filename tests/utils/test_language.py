"""Texts with values in them, in English and where a catalogue is missing."""

import threading

from cnnviz.utils import language
from cnnviz.utils.language import _


def test_values_are_put_in_by_name():
    assert _("{b} of {a}", a=1, b=2) == "2 of 1"


def test_braces_without_values_stay():
    assert _("{a}") == "{a}"


def test_an_unknown_language_is_english():
    language.use("xx")
    try:
        assert _("Kernel") == "Kernel"
    finally:
        language.use("en")


def test_a_language_is_used_in_its_own_thread():
    seen = []
    language.use("de")
    try:
        thread = threading.Thread(target=lambda: seen.append(language.current()))
        thread.start()
        thread.join()
    finally:
        language.use("en")
    assert seen == ["en"]
