"""The sentence of the controls has them in the same order in every language."""

from string import Formatter

import pytest

from cnnviz.layers.window import OPERATIONS
from cnnviz.ui.calculator.layer import sentence_of
from cnnviz.utils.language import LANGUAGES, table, using


def slots(text):
    return [name for _, name, _, _ in Formatter().parse(text) if name]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_translated_sentence_has_as_many_parts_as_the_english_one(operation, language):
    english = sentence_of(operation)
    with using(language):
        translated = sentence_of(operation)
    assert len(translated) == len(english)
    assert translated != english


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_controls_come_in_the_same_order(language):
    sentences = {
        key: forms
        for key, forms in table(language).items()
        if key.startswith(("{operation} of a {size}", "with stride {stride}"))
    }
    assert len(sentences) == 5
    for english, forms in sentences.items():
        for form in (forms,) if isinstance(forms, str) else forms:
            assert slots(form) == slots(english)
