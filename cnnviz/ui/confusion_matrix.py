"""A confusion matrix as an HTML table.

Without a chart library: where Plotly is installed, Streamlit imports it at every start, which takes
0.35 s and 16 MB.
"""

from collections.abc import Callable, Sequence
from html import escape

import numpy as np

from cnnviz.evaluation.comparison import matrix_difference
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.ui.page_colours import page_scale
from cnnviz.utils.colours import ink_on, lookup_table
from cnnviz.utils.language import _, current, put_in
from cnnviz.utils.text import minus

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
    numbered = len(classes) <= MOST_NUMBERED
    return _table(
        classes,
        lambda row: _cells(counts[row], row, classes, numbered),
        height,
        digits=len(str(counts.max())),
    )


def _table(
    classes: Sequence[str], cells: Callable[[int], list[str]], height: int, digits: int
) -> str:
    """Write a table of classes against classes; numbers have at most so many digits."""
    cell = (height - AXIS) / len(classes)
    names = classes if cell >= LETTER else ("",) * len(classes)
    upright = max(map(len, names)) * DIGIT * LETTER > cell
    rows = "".join(
        f"<tr>{_axis(_('true'), len(classes)) if row == 0 else ''}{_name(name, 'row', False)}"
        + "".join(cells(row))
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
        f'<tr><td></td><td></td><th colspan="{len(classes)}" style="{_AXIS}">'
        f"{_('predicted')}</th></tr>"
        "</tbody></table></div>"
    )


_CELL = "width:var(--cell);height:var(--cell);padding:0"
_AXIS = "font-weight:400;opacity:0.72;padding:4px"
_UPRIGHT = "display:inline-block;writing-mode:vertical-rl;transform:rotate(180deg)"


def _axis(name: str, span: int) -> str:
    return f'<th rowspan="{span}" style="{_AXIS}"><span style="{_UPRIGHT}">{name}</span></th>'


def _name(name: str, scope: str, upright: bool) -> str:
    padding = "padding:4px 0;vertical-align:top" if scope == "col" else "padding:0 4px"
    turn = f"{_UPRIGHT};max-height:9rem" if upright else ""
    text = f'<span style="{turn}">{escape(name)}</span>'
    return f'<th scope="{scope}" style="font-weight:400;{padding}">{text}</th>'


def matrix_of_differences(
    first: Evaluation, second: Evaluation, names: tuple[str, str], height: int = 400
) -> str:
    """Draw the second matrix minus the first, as shares of the rows, in percentage points.

    Red is more in the second, blue less; on the diagonal more is better. A cell has whole points,
    which fit it, and its tooltip the tenths.
    """
    shares, classes = matrix_difference(first, second), first.classes
    most = max(float(np.abs(shares).max()), 1e-9)
    scale = lookup_table(page_scale("signed"))

    def cells(row: int) -> list[str]:
        drawn = []
        for column, share in enumerate(shares[row]):
            if not share:
                drawn.append(f'<td style="{_CELL}"></td>')
                continue
            colour = scale[round(127.5 + 127.5 * share / most)]
            values = {"points": 100 * share}
            points = minus(put_in("{points:+.1f}", values, current()))
            shown = points if abs(share) < 0.01 else minus(f"{100 * share:+.0f}")
            detail = escape(
                _(
                    "{truth} classified as {answer}: {points} percentage points in {second} "
                    "against {first}",
                    truth=classes[row],
                    answer=classes[column],
                    points=points,
                    second=names[1],
                    first=names[0],
                )
            )
            style = f"{_CELL};background:rgb{tuple(colour.tolist())};color:{ink_on(colour)}"
            number = f'<span style="font-size:var(--number)">{shown}</span>'
            drawn.append(
                f'<td style="{style}" title="{detail}">'
                f"{number if len(classes) <= MOST_NUMBERED else ''}</td>"
            )
        return drawn

    return _table(classes, cells, height, digits=4)


def _cells(counts: np.ndarray, true: int, classes: Sequence[str], numbered: bool) -> list[str]:
    """Write one row of the table: how the images of one true class were classified."""
    size, total = _CELL, int(counts.sum())
    scale, cells = lookup_table(page_scale("probability")), []
    for predicted, count in enumerate(counts):
        if count == 0:
            cells.append(f'<td style="{size}"></td>')
            continue
        colour = scale[round(255 * (count / total - FAINTEST) / (1 - FAINTEST))]
        style = f"{size};background:rgb{tuple(colour.tolist())};color:{ink_on(colour)}"
        values = {"count": int(count), "total": total, "truth": classes[true]}
        if predicted == true:
            sentence = _("{count:,} of {total:,} images of {truth} classified correctly", **values)
        else:
            sentence = _(
                "{count:,} of {total:,} images of {truth} classified as {answer}",
                answer=classes[predicted],
                **values,
            )
        sentence = escape(sentence)
        number = f'<span style="font-size:var(--number)">{count}</span>' if numbered else ""
        cells.append(f'<td style="{style}" title="{sentence}">{number}</td>')
    return cells
