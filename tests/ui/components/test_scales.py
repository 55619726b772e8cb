"""The browser's colour scales are Python's."""

import re

from cnnviz.ui.components import FOLDER
from cnnviz.utils.colours import SCALES


def test_the_scales_of_the_browser_are_those_of_python():
    script = (FOLDER / "_js" / "scales.js").read_text()
    found = re.findall(r"(\w+): \[(.*?)\]", script, re.DOTALL)
    assert {name: re.findall(r"#\w{6}", stops) for name, stops in found} == SCALES
