"""An error that visitors read has its whole text as a literal, which the catalogues hold."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnnviz.publish.extraction import ERRORS
from cnnviz.utils.paths import ROOT

FILES = sorted((ROOT / "cnnviz").rglob("*.py"))
COMMANDS = {"cli", "publish"}  # which speak English
# Folders whose errors are still put together from pieces. It only becomes shorter.
NOT_YET: set[str] = {
    "ui/calculator",
    "ui/components",
    "ui/playground",
}


def broken(path: Path) -> Iterator[str]:
    """The errors of a file whose text is no literal, nor a constant's name."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id in ERRORS and not (node.args and _is_text(node.args[0])):
            yield f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)[:100]}"


def _is_text(node: ast.expr) -> bool:
    """A constant is marked with ``N_`` where it is made."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.Subscript):  # one of a constant's texts
        return _is_text(node.value)
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return bool(name) and name.isupper()


def folder(path: Path) -> str:
    """The package whose errors a file raises; of pages, their own folder."""
    inside = path.relative_to(ROOT / "cnnviz").parts[:-1]
    return "/".join(inside[: 2 if inside[:1] == ("ui",) else 1])


@pytest.mark.parametrize("name", sorted({folder(path) for path in FILES} - NOT_YET - COMMANDS))
def test_errors_have_their_whole_text(name):
    found = [error for path in FILES if folder(path) == name for error in broken(path)]
    assert found == []
