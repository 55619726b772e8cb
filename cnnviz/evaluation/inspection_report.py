"""One HTML file that shows an inspection anywhere: pictures inside, no script, no server."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from cnnviz import images
from cnnviz.evaluation import tiles
from cnnviz.evaluation.inspection import Row, count
from cnnviz.evaluation.inspection_export import in_doubt_first
from cnnviz.evaluation.inspection_record import Decisions
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _, _n, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.retold import retold
from cnnviz.utils.text import percent, plural, probability, times

MOST_MAPS, MAP = 100, 520  # sheets with a map, and pixels of its longer side
WORST = N_(
    "{file}: {size} pixels, {tiles}. Worst tile: {name}, {share}, at row {row:,}, column "
    "{column:,}."
)
UNLIKE_WORST = N_(
    "{file}: {size} pixels, {tiles}. Worst tile: {name}, {share}, unlike the training data, at row "
    "{row:,}, column {column:,}."
)
CAMS = N_(
    "Second picture: Grad-CAM, what each tile's own answer rests on, stitched over the sheet; "
    "where tiles overlap, each counts most in its middle."
)

STYLE = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 16%, transparent); }
body { font: 15px/1.45 Inter, system-ui, sans-serif; margin: 2rem auto; max-width: 68rem;
  padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.figures { display: flex; flex-wrap: wrap; gap: .4rem 2rem; margin: 1rem 0; }
.figures b { display: block; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
.figures span, .dim { opacity: .72; font-size: .85rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 400; opacity: .72; }
th, td { padding: .35rem .5rem; border-bottom: 1px solid var(--line); vertical-align: middle; }
td.number { text-align: right; white-space: nowrap; }
td.file { overflow-wrap: anywhere; }
td img { display: block; width: 64px; image-rendering: pixelated; border-radius: 4px; }
.wrong { color: #b2182b; font-weight: 600; } .scroll { overflow-x: auto; }
figure { margin: 1rem 0; } figure img { max-width: 100%; display: block; }
.pair { display: flex; flex-wrap: wrap; gap: .5rem; }
.key { display: flex; flex-wrap: wrap; gap: .3rem 1rem; font-size: .85rem; }
.key i { display: inline-block; width: .8em; height: .8em; margin-right: .35em; }
@media (prefers-color-scheme: dark) { body { background: #11161d; color: #e6ebf1; }
  .wrong { color: #ff8a80; } }
@media print { tr { break-inside: avoid; } }
"""


@dataclass(frozen=True)
class Heading:
    """What the report is about.

    Attributes
    ----------
    title : str
        The name of what was inspected.
    model : str
        The network, in a line.
    date : str
        The day, as ISO 8601 has it.
    reliability : str
        How well unlike inputs are detected; "" where it is not known.
    """

    title: str
    model: str
    date: str
    reliability: str = ""


def report(
    heading: Heading,
    rows: Sequence[Row],
    classes: Sequence[str],
    decisions: Decisions,
    read: Callable[[str], bytes],
    maps: Mapping[str, bytes] | None = None,
    sheets: Mapping[str, bytes] | None = None,
) -> str:
    """Write the report.

    Parameters
    ----------
    heading : Heading
        What it is about.
    rows : sequence of Row
        All files.
    classes : sequence of str
        The network's.
    decisions : Decisions
        Corrections, and which answers are accepted.
    read : callable
        The content of a file, for the maps of sheets; raises InputError.
    maps : mapping of str to bytes, optional
        PNG of what an answer rests on, by file.
    sheets : mapping of str to bytes, optional
        JPEG of what the answers to a sheet's tiles rest on, by file, at most ``MAP`` pixels.

    Returns
    -------
    str
        HTML, those files first that need a person's eye.
    """
    maps = maps or {}
    read_rows = [row for row in rows if not row.error]
    heads = [_("Picture"), *(["Grad-CAM"] if maps else []), _("File"), _("Class"), _("Probability")]
    heads += [_("Accepted"), _("Doubt"), _("Known class")]
    lines = [
        _line(row, classes, decisions, maps)
        for row in in_doubt_first(read_rows, decisions.acceptance)
    ]
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = f"<div class=scroll><table><tr>{head}</tr>{''.join(lines)}</table></div>"
    inspected = _("Inspected by {model}, {date}.", model=heading.model, date=heading.date)
    title = _("{title}: inspection", title=heading.title)
    parts = [
        f"<h1>{escape(heading.title)}</h1>",
        f"<p class=dim>{escape(inspected)} {escape(heading.reliability)}</p>",
        _figures(rows, decisions),
        _sheets([row for row in read_rows if row.tiles], classes, read, sheets or {}),
        f"<h2>{_('Images')}</h2>{body}" if read_rows else "",
        _refused([row for row in rows if row.error]),
    ]
    return (
        f"<!doctype html><html lang={current()}><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        f"<body>{''.join(parts)}</body></html>"
    )


def _figures(rows: Sequence[Row], decisions: Decisions) -> str:
    found = count(rows, decisions.acceptance, decisions.corrections)
    figures = [
        (
            _written(found.accepted),
            _("accepted, from {share} on", share=percent(decisions.acceptance.threshold)),
        ),
        (_written(found.rejected), _("to be looked at")),
    ]
    if found.known:
        figures += [
            (_written(found.misses), _("misses: wrong, but accepted")),
            (_written(found.false_alarms), _("false alarms: right, but not accepted")),
            (
                _("{part:,} of {whole:,}", part=found.wrong, whole=found.known),
                _("wrong, where the class is known"),
            ),
        ]
    if found.refused:
        figures.append((_written(found.refused), _("files that could not be read")))
    cells = (f"<div><b>{value}</b><span>{what}</span></div>" for value, what in figures)
    return f"<div class=figures>{''.join(cells)}</div>"


def _written(count: int) -> str:
    return localised(f"{count:,}", current())


def _line(row: Row, classes: Sequence[str], decisions: Decisions, maps: Mapping[str, bytes]) -> str:
    label, corrected = row.label, decisions.corrections.get(row.file)
    known = row.truth if corrected is None else corrected
    is_wrong = known is not None and known != label
    name = "" if label is None else classes[label]
    by_hand = " " + _("(corrected)") if corrected is not None else ""
    accepted = _("yes") if decisions.acceptance.accepts(row) else _("no")
    why = retold(row.doubt.sentence)
    shown = "" if label is None else escape(probability(row.probability))
    cells = [f"<td>{_picture('jpeg', row.thumbnail)}</td>"]
    if maps:
        cells.append(f"<td>{_picture('png', maps[row.file]) if row.file in maps else ''}</td>")
    cells += [
        f"<td class=file>{escape(row.file)}</td>",
        f"<td{' class=wrong' if is_wrong else ''}>{escape(name)}</td>",
        f"<td class=number title='{row.probability:.6f}'>{shown}</td>",
        f"<td>{accepted}</td>",
        f"<td title='{escape(why, quote=True)}'>{retold(row.doubt.kind)}</td>",
        f"<td>{'' if known is None else escape(classes[known]) + by_hand}</td>",
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _picture(kind: str, content: bytes) -> str:
    return f"<img alt='' src='data:image/{kind};base64,{base64.b64encode(content).decode()}'>"


def _sheets(
    sheets: Sequence[Row],
    classes: Sequence[str],
    read: Callable[[str], bytes],
    cams: Mapping[str, bytes],
) -> str:
    """The maps of sheets, with the colours of classes, and Grad-CAM where it is known."""
    if not sheets:
        return ""
    used = sorted({tile.label for row in sheets for tile in row.tiles})
    key = "".join(
        f"<span><i style='background:{tiles.colour_of(label)}'></i>{escape(classes[label])}</span>"
        for label in used
    )
    shown = "".join(_sheet(row, classes, read, cams.get(row.file)) for row in sheets[:MOST_MAPS])
    hatched = f"<span>{_('hatched: unlike the training data')}</span>"
    about = f"<p class=dim>{_(CAMS)}</p>" if cams else ""
    return f"<h2>{_('Sheets in tiles')}</h2><div class=key>{key}{hatched}</div>{about}{shown}"


def _sheet(
    row: Row, classes: Sequence[str], read: Callable[[str], bytes], cam: bytes | None
) -> str:
    try:
        pixels = images.read_pixels(read(row.file))
    except InputError:
        return ""
    worst = tiles.worst_first(row.tiles)[0]
    about = UNLIKE_WORST if worst.doubt == "unlike" else WORST
    text = _(
        about,
        file=escape(row.file),
        size=times(row.size[::-1]),
        tiles=plural(len(row.tiles), "tile"),
        name=escape(classes[worst.label]),
        share=escape(probability(worst.probability)),
        row=worst.top + 1,
        column=worst.left + 1,
    )
    pictures = [images.jpeg_bytes(tiles.paint(pixels, row.tiles, MAP)), *([cam] if cam else [])]
    both = "".join(_picture("jpeg", each) for each in pictures)
    return f"<figure><div class=pair>{both}</div><figcaption>{text}</figcaption></figure>"


def _refused(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    lines = "".join(f"<li>{escape(row.file)}: {escape(retold(row.error))}</li>" for row in rows)
    heading = _n(
        "{count} file that could not be read", "{count:,} files that could not be read", len(rows)
    )
    return f"<h2>{heading}</h2><ul>{lines}</ul>"
