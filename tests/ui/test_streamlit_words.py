"""Streamlit's own words are replaced by a style, in other languages than English."""

from cnnviz.ui import streamlit_words
from cnnviz.utils import language


def test_each_word_is_written_in_the_language_of_the_page():
    with language.using("de"):
        style = streamlit_words.style()
    assert '::after{content:" Hochladen"' in style
    assert '::after{content:" Ordner hochladen"' in style


def test_a_word_that_is_replaced_is_too_small_to_be_seen():
    style = streamlit_words.style()
    for place in streamlit_words.WORDS:
        assert f"{place}{{font-size:0}}" in style
