"""A component's scripts are one module; the browser refuses one that gives a name twice."""

import re

import pytest

from cnnviz.ui.components import FOLDER, read

DECLARED = re.compile(r"^(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/component.js"))


def declared(name: str) -> list[str]:
    """What a component's scripts declare at the left edge, where a module's own names stand."""
    scripts = [FOLDER / "shared.js", *(FOLDER / name).glob("*.js")]
    return [found for path in scripts for found in DECLARED.findall(path.read_text())]


@pytest.mark.parametrize("name", NAMES)
def test_no_name_is_declared_twice(name):
    names = declared(name)
    assert len(names) > 10
    assert [each for each in names if names.count(each) > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_all_scripts_are_sent(name):
    script = read(name).js
    assert all(each in script for each in declared(name))
