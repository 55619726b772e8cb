"""``python -m benchmarks.ablation``: train the fast recipes without each of their parts.

Writes ``assets/ablation.json``, which the trainer shows, and ``docs/ablation.md``. Each part takes
``--seeds`` trainings (3 by default). Measurements of recipes that are not named are kept. With
``--document``, only the document is written again. Needs MNIST and NEU in ``$CNNVIZ_DATA``.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from statistics import fmean

from benchmarks.trained import trained
from cnnviz.training import ablation
from cnnviz.training.config import RunConfig
from cnnviz.training.recipes import RECIPES, Recipe
from cnnviz.utils import paths

FAST = [name for name, recipe in RECIPES.items() if recipe.ablation]
DOCUMENT = paths.ROOT / "docs" / "ablation.md"
HEAD = """\
# The effect of each part of the fast recipes

Written by `python -m benchmarks.ablation`, which trains each recipe
(`cnnviz/training/recipes.py`) in full and without one part at a time. Accuracy is measured on
the test images after the last epoch: MNIST's 10,000, and the 360 of NEU's own validation folder.
CPU seconds are those of the whole training on one thread. Both are means over seeds, with the
lowest and highest accuracy. The effect of a part is the mean of the full recipe minus that of the
recipe without the part; "n.s." (not significant) marks effects where the two ranges overlap.

The summaries are guarantees, which `make bench` checks (`benchmarks/training.py`); single
measurements, which are better, are in `docs/experiments.md`.
"""


def main() -> None:
    """Measure the recipes named, all by default, and write both files."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="RECIPE", help=f"of {', '.join(FAST)}")
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="trainings per part")
    parser.add_argument("--document", action="store_true", help="write only the document again")
    given = parser.parse_args()
    results = json.loads(ablation.FILE.read_text("utf-8")) if ablation.FILE.exists() else {}
    for name in [] if given.document else given.names or FAST:
        results[name] = {}
        for item, config in _configurations(RECIPES[name]):
            results[name][item] = _measured(config, given.seeds)
            print(name, item or "in full", results[name][item], flush=True)
            ablation.FILE.write_text(json.dumps(results, indent=2) + "\n")
    ablation.results.cache_clear()
    DOCUMENT.write_text(document(), "utf-8")


def _configurations(recipe: Recipe) -> Iterator[tuple[str, RunConfig]]:
    yield ablation.FULL_RECIPE, recipe.config
    yield from ((item.name, item.without) for item in recipe.ablation)


def _measured(config: RunConfig, seeds: int) -> dict[str, list[float]]:
    last = [trained(replace(config, seed=seed))[-1] for seed in range(seeds)]
    return {
        "accuracy": [round(epoch.accuracy, 5) for epoch in last],
        "cpu_seconds": [round(epoch.cpu_seconds, 1) for epoch in last],
    }


def document() -> str:
    """Write the measurements as Markdown."""
    parts = [HEAD, *(_section(RECIPES[name]) for name in FAST if name in ablation.results())]
    return "\n".join(parts)


def _section(recipe: Recipe) -> str:
    rows = ablation.rows(recipe)
    lines = [
        f"## `{recipe.name}`",
        "",
        f"{recipe.summary}. Seeds: {len(rows[0].measured.accuracy)}.",
        "",
        "| Without | Purpose | Test accuracy | lowest to highest | effect | CPU seconds |",
        "| --- | --- | --- | --- | --- | --- |",
        *map(_line, rows, ["", *(gain for _, gain, _ in ablation.table(rows))]),
    ]
    return "\n".join(lines) + "\n"


def _line(row: ablation.Row, gain: str) -> str:
    accuracy, seconds = row.measured.accuracy, row.measured.cpu_seconds
    name, why = (row.name, row.why) if row.name else ("nothing", "the full recipe")
    spread = f"{min(accuracy):.4f} to {max(accuracy):.4f}"
    return f"| {name} | {why} | {fmean(accuracy):.4f} | {spread} | {gain} | {fmean(seconds):.1f} |"


if __name__ == "__main__":
    main()
