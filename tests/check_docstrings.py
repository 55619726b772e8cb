"""``python -m tests.check_docstrings``: the form of public functions' docstrings, by numpydoc."""

import importlib
import inspect
import sys
from collections.abc import Iterator
from types import ModuleType

from numpydoc.validate import validate

from cnnviz.utils import paths

PACKAGES = (
    "utils",
    "classroom",
    "ops",
    "images",
    "filters",
    "layers",
    "networks",
    "models",
    "evaluation",
    "explain",
)
# Parameters: each documented, none other, in order, with a type, as "name : type". Returns and
# Yields: documented. Sections: named and ordered as numpydoc has them.
CODES = {"PR01", "PR02", "PR03", "PR04", "PR10", "RT01", "YD01", "GL06", "GL07"}


def modules(package: str) -> Iterator[ModuleType]:
    """Every module of a package, itself included."""
    for path in sorted((paths.ROOT / "cnnviz" / package).rglob("*.py")):
        parts = path.relative_to(paths.ROOT).with_suffix("").parts
        yield importlib.import_module(".".join(parts).removesuffix(".__init__"))


def functions(module: ModuleType) -> Iterator[str]:
    """Full names of the public functions that a module defines."""
    for name, value in vars(module).items():
        function = inspect.unwrap(value) if callable(value) else value
        ours = inspect.isfunction(function) and function.__module__ == module.__name__
        if ours and not name.startswith("_"):
            yield f"{module.__name__}.{name}"


def findings(package: str) -> Iterator[str]:
    """One line per rule that a docstring breaks."""
    for module in modules(package):
        for name in functions(module):
            report = validate(name)
            for code, message in report["errors"]:
                if code in CODES:
                    yield f"{report['file']}:{report['file_line']}: {code} {name}: {message}"


def main(packages: list[str]) -> int:
    """Print what is found in the packages given, or in all that are checked."""
    found = [line for package in packages or PACKAGES for line in findings(package)]
    print(*found, f"docstrings: {len(found)} findings", sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
