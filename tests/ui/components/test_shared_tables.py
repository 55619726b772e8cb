"""Tables that the browser has too are Python's."""

import re

import pytest

from cnnviz.ops.activations import ACTIVATIONS
from cnnviz.ui.components import FOLDER, in_language
from cnnviz.ui.components.packing import pack
from cnnviz.utils import language
from cnnviz.utils.colours import DARK_SCALES, SCALES


@pytest.mark.parametrize(("table", "scales"), [("SCALES", SCALES), ("DARK_SCALES", DARK_SCALES)])
def test_the_browser_has_the_colour_scales_of_python(table, scales):
    script = (FOLDER / "_js" / "scales.js").read_text("utf-8")
    (lines,) = re.findall(rf"const {table} = \{{\n(.*?)\n\}};", script, re.DOTALL)
    found = re.findall(r"(\w+): \[(.*?)\]", lines, re.DOTALL)
    assert {name: re.findall(r"#\w{6}", stops) for name, stops in found} == scales


def test_the_browser_has_every_activation_of_python():
    script = (FOLDER / "_js" / "conv.js").read_text("utf-8")
    (table,) = re.findall(r"const ACTIVATIONS = \{\n(.*?)\n\};", script, re.DOTALL)
    assert re.findall(r'^  "?([\w ]+)"?:', table, re.MULTILINE) == list(ACTIVATIONS)


def test_the_browser_has_every_language_of_python():
    script = (FOLDER / "_js" / "mount.js").read_text("utf-8")
    (listed,) = re.findall(r"const LANGUAGES = \[(.*?)\];", script)
    assert re.findall(r"\w+", listed) == list(language.NAMES)


def test_a_message_keeps_all_but_the_highest_byte_of_its_headers_length():
    message = pack({"a": 1}, [])
    with language.using("es"):
        sent = in_language(message)
    assert (sent[3], sent[:3] + sent[4:]) == (2, message[:3] + message[4:])
    assert in_language(message) == message
