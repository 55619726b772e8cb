"""A Keras script as a Jupyter notebook, one cell per step.

Source: https://nbformat.readthedocs.io/en/latest/format_description.html
"""

import json
from collections.abc import Sequence
from typing import Any

NBFORMAT = (4, 5)
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def notebook(text: str, steps: Sequence[str]) -> str:
    """Write a notebook.

    Parameters
    ----------
    text : str
        What it is, in Markdown: the first cell.
    steps : sequence of str
        Python code, one cell each.

    Returns
    -------
    str
        JSON, of nbformat 4.5.
    """
    code: dict[str, Any] = {"execution_count": None, "outputs": []}
    cells = [_cell(0, "markdown", text)]
    cells += [_cell(at, "code", step) | code for at, step in enumerate(steps, start=1)]
    major, minor = NBFORMAT
    whole = {
        "cells": cells,
        "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
        "nbformat": major,
        "nbformat_minor": minor,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    return {
        "cell_type": kind,
        "id": f"cell-{number}",
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
