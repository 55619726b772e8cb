"""What Python sends to a component and what its JavaScript expects have the same fields."""

import importlib
import inspect
import re
from typing import Any, is_typeddict

import pytest

from cnnviz.ui.components import FOLDER

NAMES = sorted(path.parent.name for path in FOLDER.glob("*/index.js"))


def sent(name: str) -> dict[str, Any]:
    """The types of a component's payload in Python, by their names."""
    found = {}
    for path in (FOLDER / name).glob("*.py"):
        suffix = "" if path.stem == "__init__" else f".{path.stem}"
        module = importlib.import_module(f"cnnviz.ui.components.{name}{suffix}")
        own = inspect.getmembers(module, is_typeddict)
        found |= {label: type_ for label, type_ in own if type_.__module__ == module.__name__}
    return found


def fields_sent(type_: Any) -> set[str]:
    """The names of the fields of a type; those that may be absent in brackets."""
    return {*type_.__required_keys__, *(f"[{key}]" for key in type_.__optional_keys__)}


def fields_expected(name: str, label: str) -> set[str]:
    """The same of the JavaScript type of that name."""
    scripts = "\n".join(path.read_text("utf-8") for path in (FOLDER / name).glob("*.js"))
    if short := re.search(rf"@typedef \{{\{{(.*)\}}\}} {label}\b", scripts):
        return set(re.findall(r"(\w+):", short[1]))
    block = re.search(rf"@typedef \{{object\}} {label}\b((?:(?!\*/).)*)\*/", scripts, re.DOTALL)
    assert block, f"{name} has no @typedef {label}"
    return set(re.findall(r"@property \{.*\} (\[?\w+\]?)", block[1]))


@pytest.mark.parametrize("name", NAMES)
def test_every_component_says_what_it_is_sent(name):
    assert any(label.endswith(("Data", "Header")) for label in sent(name))


@pytest.mark.parametrize(
    ("name", "label"), [(name, label) for name in NAMES for label in sent(name)], ids=str
)
def test_both_languages_have_the_same_fields(name, label):
    assert fields_expected(name, label) == fields_sent(sent(name)[label])
