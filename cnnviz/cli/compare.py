"""The command ``compare``: the figures of several runs, and which differences are none."""

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

from cnnviz.training import folder
from cnnviz.training.folder import RunFolder
from cnnviz.training.groups import Group, differing, group
from cnnviz.training.run_summary import summarise
from cnnviz.training.verdicts import difference, outcome

FIGURES = ("loss", "calibration_error", "parameters", "multiply_adds", "cpu_seconds", "seconds")


def compare(arguments: Namespace) -> int:
    """Print one JSON line per setting, and one with the outcome.

    Raises
    ------
    InputError
        If a run is not there or damaged.
    """
    runs = [summarise(_find(run)) for run in dict.fromkeys(arguments.runs)]
    groups = group(runs)
    columns = differing(groups)
    for i, each in enumerate(groups):
        settings = {name: column[i] for name, column in columns.items()}
        print(
            json.dumps(_figures(each, groups[0], len(groups) - 1) | {"settings": settings}),
            flush=True,
        )
    print(json.dumps({"outcome": outcome(groups) or None}), flush=True)
    return 0


def _find(run: str) -> RunFolder:
    given = RunFolder(Path(run).resolve())
    return given if given.is_run else folder.find(run)


def _figures(group: Group, first: Group, comparisons: int) -> dict[str, Any]:
    """Return the figures of a group; those that are not known are null."""
    found = difference(first, group, comparisons) if group is not first else None
    return {
        "title": group.title,
        "runs": [run.id for run in group.runs],
        "accuracy": group.accuracy,
        "bounds": group.bounds if group.accuracy is not None else None,
        "bounds_are": "range of the seeds" if len(group.accuracies) > 1 else "95 % interval",
        **{name: group.mean(name) for name in FIGURES},
        "against_first": found
        and {"difference": found.value, "shown": found.claimed, "reason": found.reason},
    }
