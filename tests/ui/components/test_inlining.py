"""A module and its imports as an import map."""

import base64
import re

import pytest

from cnnviz.ui.components import FOLDER
from cnnviz.ui.components.inlining import import_map

ENTRIES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/index.js"))


def text_of(url: str) -> str:
    return base64.b64decode(url.removeprefix("data:text/javascript;base64,")).decode()


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_import_is_in_the_map(entry):
    modules = import_map(entry)
    imported = re.findall(
        r'^import.*?"(.+?)";', "\n".join(map(text_of, modules.values())), re.M | re.S
    )
    assert set(imported) <= set(modules)


def test_a_module_is_its_file_but_for_the_names_of_its_imports():
    script = text_of(import_map("_js/colour.js")["_js/colour.js"])
    original = (FOLDER / "_js" / "colour.js").read_text("utf-8")
    assert script == original.replace('from "./scales.js"', 'from "_js/scales.js"')


def test_what_is_imported_twice_is_held_once():
    modules = import_map("sliding_window/index.js")
    assert "_js/number.js" in modules
    assert len(set(modules.values())) == len(modules)


def test_what_is_imported_only_when_needed_is_in_the_map_too():
    modules = import_map("sliding_window/index.js")
    assert "sliding_window/recording.js" in modules
    controls = text_of(modules["sliding_window/controls.js"])
    assert 'await import("sliding_window/recording.js")' in controls
