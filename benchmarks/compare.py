"""Compare with an earlier commit, by the figures that both trees' own benchmarks print.

The commit is laid out in ``.bench/<commit>`` and gets its own environment there, made by its
own Makefile. Sections run in turns, base and here, so that what else the machine does hits both
alike; of each figure the medians are compared.
"""

import io
import re
import subprocess
import tarfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from cnnviz.utils import paths

WORSE = 1.05
# A line of a report: what was measured, one figure with its unit, and remarks.
FIGURE = re.compile(
    r"^(?P<name>.+?):?\s+(?P<value>\d[\d.,]*) ?(?P<unit>ms|MB|bytes|CPU s|%)(?=\W|$)"
)
RUN = """
import importlib
for line in importlib.import_module("benchmarks.{section}").report():
    print(line, flush=True)
"""


def compare(base: str, sections: Sequence[str], rounds: int) -> Iterator[str]:
    """Lines of a table: each figure in both trees, and the ratio of this tree's to the base's."""
    trees = {"base": lay_out(base), "here": paths.ROOT}
    yield f"{'':58} {'base':>10} {'here':>10} {'ratio':>6}"
    for section in sections:
        if (trees["base"] / "benchmarks" / f"{section}.py").exists():
            yield from _table(_measure(trees, section, rounds))
        else:
            yield f"{section}: the base has no such section"


def lay_out(commit: str) -> Path:
    """A folder with the files of a commit and what they need installed."""
    name = _output(["git", "rev-parse", "--short", f"{commit}^{{commit}}"]).decode().strip()
    folder = paths.ROOT / ".bench" / name
    if not folder.exists():
        with tarfile.open(fileobj=io.BytesIO(_output(["git", "archive", name]))) as archive:
            archive.extractall(folder, filter="data")
    subprocess.run(["make", "--quiet", "-C", folder, ".venv/installed-dev"], check=True)
    return folder


def _output(command: list[str]) -> bytes:
    return subprocess.run(command, cwd=paths.ROOT, stdout=subprocess.PIPE, check=True).stdout


def _measure(
    trees: dict[str, Path], section: str, rounds: int
) -> dict[tuple[str, str], dict[str, list[float]]]:
    """Figures by their name and unit, then by tree, one value per round."""
    found: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for _ in range(rounds):
        for tree, folder in trees.items():
            command = [".venv/bin/python", "-c", RUN.format(section=section)]
            done = subprocess.run(
                command, cwd=folder, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
            for name, unit, value in figures(done.stdout):
                found[name, unit][tree].append(value)
    return found


def figures(report: str) -> Iterator[tuple[str, str, float]]:
    """Name, unit and value in each line of a report that has them."""
    for line in report.splitlines():
        if match := FIGURE.match(line):
            name = re.sub(r": [\d.]+ in$", "", match["name"])  # the accuracy of a training
            yield name, match["unit"], float(match["value"].replace(",", ""))


def _table(found: dict[tuple[str, str], dict[str, list[float]]]) -> Iterator[str]:
    for (name, unit), values in found.items():
        if len(values) < 2:
            yield f"{name:58} only {next(iter(values))}"
            continue
        base, here = median(values["base"]), median(values["here"])
        ratio = here / base if base else 1.0
        mark = f"  more than {WORSE} times" if ratio > WORSE else ""
        yield f"{name:58} {base:10.2f} {here:10.2f} {ratio:6.2f} {unit}{mark}"
