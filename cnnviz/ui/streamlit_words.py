"""Streamlit's own words on buttons, which it writes in English only, in the language of the page.

A style makes a word too small to be seen and writes another one behind it. The button's name has
both: hidden altogether, the word would leave a button without a name to a screen reader.
"""

import json

import streamlit as st

from cnnviz.utils.language import N_, _, current

UPLOAD = '[data-testid="stFileUploaderDropzone"]'
WORDS = {
    f"{UPLOAD} button p": N_("Upload"),
    f"{UPLOAD}:has(input[webkitdirectory]) button p": N_("Upload folder"),
}
HIDDEN = "{font-size:0}"
WRITTEN = "{content:%s;font-size:0.875rem}"


def translate() -> None:
    """Write these words in the page's language; to be called before the page runs."""
    if current() != "en":
        st.html(f"<style>{style()}</style>")


def style() -> str:
    """Return the rules that put each word into its place."""
    return "".join(
        f"{place}{HIDDEN}{place}::after{WRITTEN % _quoted(_(word))}"
        for place, word in WORDS.items()
    )


def _quoted(word: str) -> str:
    """Write a word as CSS does."""
    return json.dumps(f" {word}", ensure_ascii=False)  # apart from the word that it replaces
