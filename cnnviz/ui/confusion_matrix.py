"""A confusion matrix as an HTML table.

Without a chart library: where Plotly is installed, Streamlit imports it at every start, which takes
0.35 s and 16 MB.
"""

from collections.abc import Sequence
from html import escape

import numpy as np

from cnnviz.evaluation.metrics import Evaluation
from cnnviz.ui.page_colours import page_scale
from cnnviz.utils.colours import ink_on, lookup_table

MOST_NUMBERED = 16  # classes; with more the numbers would not fit their cells
LETTER, DIGIT = 12, 0.6  # pixels of a letter, and a digit's width as a share of it
MARGIN = 0.3  # free space beside a number, as a share of a letter
AXIS = 50  # CSS pixels beside the cells: class names and the name of the axis
FAINTEST = -0.2  # share that gets the scale's first colour, which is too faint on a white page


def confusion_matrix(evaluation: Evaluation, height: int = 400) -> str:
    """Draw true classes down and predicted ones across; a cell's colour is its share of the row.

    Cells without an image stay empty, so that each error is visible.

    Parameters
    ----------
    height : int
        CSS pixels of the cells and their names; less where the screen is too narrow.
    """
    counts, classes = np.array(evaluation.confusion), evaluation.classes
    cell = (height - AXIS) / len(classes)
    digits = len(str(counts.max()))
    numbered = len(classes) <= MOST_NUMBERED
    names = classes if cell >= LETTER else ("",) * len(classes)
    upright = max(map(len, names)) * DIGIT * LETTER > cell
    rows = "".join(
        f"<tr>{_axis('true', len(classes)) if row == 0 else ''}{_name(name, 'row', False)}"
        + "".join(_cells(counts[row], row, classes, numbered))
        + "</tr>"
        for row, name in enumerate(names)
    )
    below = "".join(_name(name, "col", upright) for name in names)
    style = (
        f"--cell:min({cell:.1f}px,calc((100cqw - {2 * AXIS}px)/{len(classes)}));"
        f"--number:min({LETTER}px,calc(var(--cell)/{digits * DIGIT + MARGIN:.1f}));"
        "border-spacing:1px;border-collapse:separate;line-height:1;text-align:center;"
        f"font-size:{LETTER}px;font-variant-numeric:tabular-nums"
    )
    return (
        f'<div style="container-type:inline-size"><table style="{style}"><tbody>{rows}'
        f"<tr><td></td><td></td>{below}</tr>"
        f'<tr><td></td><td></td><th colspan="{len(classes)}" style="{_AXIS}">predicted</th></tr>'
        "</tbody></table></div>"
    )


_AXIS = "font-weight:400;opacity:0.72;padding:4px"
_UPRIGHT = "display:inline-block;writing-mode:vertical-rl;transform:rotate(180deg)"


def _axis(name: str, span: int) -> str:
    return f'<th rowspan="{span}" style="{_AXIS}"><span style="{_UPRIGHT}">{name}</span></th>'


def _name(name: str, scope: str, upright: bool) -> str:
    padding = "padding:4px 0;vertical-align:top" if scope == "col" else "padding:0 4px"
    turn = f"{_UPRIGHT};max-height:9rem" if upright else ""
    text = f'<span style="{turn}">{escape(name)}</span>'
    return f'<th scope="{scope}" style="font-weight:400;{padding}">{text}</th>'


def _cells(counts: np.ndarray, true: int, classes: Sequence[str], numbered: bool) -> list[str]:
    """Write one row of the table: how the images of one true class were classified."""
    size, total = "width:var(--cell);height:var(--cell);padding:0", int(counts.sum())
    scale, cells = lookup_table(page_scale("probability")), []
    for predicted, count in enumerate(counts):
        if count == 0:
            cells.append(f'<td style="{size}"></td>')
            continue
        colour = scale[round(255 * (count / total - FAINTEST) / (1 - FAINTEST))]
        style = f"{size};background:rgb{tuple(colour.tolist())};color:{ink_on(colour)}"
        outcome = (
            "classified correctly" if predicted == true else f"classified as {classes[predicted]}"
        )
        sentence = escape(f"{count:,} of {total:,} images of {classes[true]} {outcome}")
        number = f'<span style="font-size:var(--number)">{count}</span>' if numbered else ""
        cells.append(f'<td style="{style}" title="{sentence}">{number}</td>')
    return cells
