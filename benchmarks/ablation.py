"""``python -m benchmarks.ablation``: train the fast recipes without each of their choices.

Writes ``assets/ablation.json``, which the trainer shows, and ``docs/ablation.md``. It takes
``--seeds`` trainings (3 by default) a choice; what was measured already is kept unless the recipe
is named. Needs MNIST and NEU in ``$CNNVIZ_DATA``.
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

FAST = [name for name, recipe in RECIPES.items() if recipe.choices]
DOCUMENT = paths.ROOT / "docs" / "ablation.md"
HEAD = """\
# What each choice of the fast recipes brings

Made by `python -m benchmarks.ablation`, which trains each recipe
(`cnnviz/training/recipes.py`) as it is and without one choice at a time. Accuracy is that on
the test images after the last epoch: MNIST's 10,000, and NEU's 360 in its own validation folder.
CPU seconds are those of the whole training on one thread. Both are means over seeds, with the
lowest and highest accuracy; what a choice brings is the recipe's mean less that of the recipe
without it, and smaller than that spread it is nothing.
"""


def main() -> None:
    """Measure the recipes named, all by default, and write both files."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ablation", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="RECIPE", help=f"of {', '.join(FAST)}")
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="trainings a choice")
    given = parser.parse_args()
    results = json.loads(ablation.FILE.read_text()) if ablation.FILE.exists() else {}
    for name in given.names or FAST:
        results[name] = {}
        for choice, config in _configurations(RECIPES[name]):
            results[name][choice] = _measured(config, given.seeds)
            print(name, choice or "as it is", results[name][choice], flush=True)
            ablation.FILE.write_text(json.dumps(results, indent=2) + "\n")
    ablation.results.cache_clear()
    DOCUMENT.write_text(document(), "utf-8")


def _configurations(recipe: Recipe) -> Iterator[tuple[str, RunConfig]]:
    yield ablation.WHOLE, recipe.config
    yield from ((choice.name, choice.without) for choice in recipe.choices)


def _measured(config: RunConfig, seeds: int) -> dict[str, list[float]]:
    last = [trained(replace(config, seed=seed))[-1] for seed in range(seeds)]
    return {
        "accuracy": [round(epoch.accuracy, 5) for epoch in last],
        "cpu_seconds": [round(epoch.cpu_seconds, 1) for epoch in last],
    }


def document() -> str:
    """What was measured, as Markdown."""
    parts = [HEAD, *(_section(RECIPES[name]) for name in FAST if name in ablation.results())]
    return "\n".join(parts)


def _section(recipe: Recipe) -> str:
    rows = ablation.rows(recipe)
    lines = [
        f"## `{recipe.name}`",
        "",
        f"{recipe.summary}. Seeds: {len(rows[0].measured.accuracy)}.",
        "",
        "| Without | What it is for | Test accuracy | lowest to highest | brings | CPU seconds |",
        "| --- | --- | --- | --- | --- | --- |",
        *map(_line, rows, ["", *(gain for _, gain, _ in ablation.table(rows))]),
    ]
    return "\n".join(lines) + "\n"


def _line(row: ablation.Row, gain: str) -> str:
    accuracy, seconds = row.measured.accuracy, row.measured.cpu_seconds
    name, why = (row.name, row.why) if row.name else ("nothing", "the recipe as it is")
    spread = f"{min(accuracy):.4f} to {max(accuracy):.4f}"
    return f"| {name} | {why} | {fmean(accuracy):.4f} | {spread} | {gain} | {fmean(seconds):.1f} |"


if __name__ == "__main__":
    main()
