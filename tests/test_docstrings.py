"""The examples in docstrings print what they say."""

import doctest
import importlib

import pytest

from cnnviz.utils import paths

PACKAGES = ("utils", "ops", "images", "filters", "layers", "networks", "models", "evaluation")
WITH_EXAMPLES = [
    ".".join(path.relative_to(paths.ROOT).with_suffix("").parts).removesuffix(".__init__")
    for package in PACKAGES
    for path in sorted((paths.ROOT / "cnnviz" / package).rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_print_what_they_say(module):
    options = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    result = doctest.testmod(importlib.import_module(module), optionflags=options)
    assert result.attempted > 0
    assert result.failed == 0
