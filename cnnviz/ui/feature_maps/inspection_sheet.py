"""A sheet of an inspection, opened: the class of each tile, what it rests on, the worst tiles."""

from html import escape

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.engine.inspection_job import InspectionJob
from cnnviz.engine.sheet_work import SheetQuestion, SheetWork
from cnnviz.evaluation import tiles
from cnnviz.evaluation.inspection import Row
from cnnviz.explain.methods import BY_NAME, METHODS
from cnnviz.explain.sheet_maps import overlay_sheet
from cnnviz.ui import caches
from cnnviz.ui.feature_maps.inspection_picture import shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.feature_maps.work_progress import TICK_SECONDS, show_progress, start_once
from cnnviz.ui.html import Exhibit, gallery
from cnnviz.ui.linked import linked_select
from cnnviz.utils.language import N_, _, _n
from cnnviz.utils.text import percent, plural, times

MAP = 900  # pixels of the longer side that are sent
MOST_TILES = 12  # shown, the worst first
STRIP = 2.5  # a sheet wider than this many heights has the whole width
OWN = "own"
METHOD_HELP = N_(
    "Computed for each tile and stitched to one map; where tiles overlap, each counts most in its "
    "middle. Methods other than Grad-CAM and the gradient ask the network many times per tile: on "
    "a large sheet they take minutes, with progress, and can be stopped."
)


def show_sheet(state: FeatureMapsState, job: InspectionJob, row: Row, pixels: np.ndarray) -> None:
    """Show the map of classes, what the answers rest on, and the tiles that need a look most."""
    is_strip = row.size[1] > STRIP * row.size[0]
    left, right = (st.container(), st.container()) if is_strip else st.columns(2)
    with left:
        show_classes(job, row, pixels)
    with right:
        show_reasons(state, job, row, pixels)
    show_worst(job, row, pixels)


def show_classes(job: InspectionJob, row: Row, pixels: np.ndarray) -> None:
    """Show the class of each tile over the sheet."""
    classes = job.task.classes
    st.markdown(f"**{_('Class of each tile')}**")
    st.html(shown(tiles.paint(pixels, row.tiles, MAP), row.file, MAP))
    used = sorted({tile.label for tile in row.tiles})
    counts = [sum(tile.label == label for tile in row.tiles) for label in used]
    key = "".join(
        f'<span style="margin-right:1rem;white-space:nowrap"><span style="display:inline-block;'
        f"width:0.8em;height:0.8em;border-radius:2px;margin-right:0.35em;"
        f'background:{tiles.colour_of(label)}"></span>{escape(classes[label])}: '
        f"{plural(count, 'tile')}</span>"
        for label, count in zip(used, counts, strict=True)
    )
    st.html(f'<div style="font-size:0.85rem;line-height:1.7">{key}</div>')
    st.caption(
        _n(
            "{size} pixels in {count:,} tile of {side} pixels. Stronger colour: more probable. "
            "Hatched: unlike the training data.",
            "{size} pixels in {count:,} tiles of {side} pixels. Stronger colour: more probable. "
            "Hatched: unlike the training data.",
            len(row.tiles),
            size=times(row.size[::-1]),
            side=row.tiles[0].side,
        )
    )


def show_reasons(state: FeatureMapsState, job: InspectionJob, row: Row, pixels: np.ndarray) -> None:
    """Choose a method and a class, and show the stitched map, which grows while it is computed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        methods = {each.name: _(each.label) for each in METHODS}
        name = linked_select(
            _("What the answers rest on"),
            methods,
            state.SHEET_METHOD,
            help=_(METHOD_HELP),
            width=200,
        )
        options = {OWN: _("each tile's own class")}
        options |= {str(label): each for label, each in enumerate(job.task.classes)}
        chosen = linked_select(_("For"), options, state.SHEET_CLASS, brief=True, width=190)
    label = None if chosen == OWN else int(chosen)
    work = caches.sheet_work(job, row, SheetQuestion(row.file, BY_NAME[name], label))
    start_once(work)
    if job.active:  # then all of this runs by the clock already
        follow_map(state, work, row, pixels, False)
        return
    tick = TICK_SECONDS if work.active else None
    st.fragment(follow_map, run_every=tick)(state, work, row, pixels, work.active)


def follow_map(
    state: FeatureMapsState, work: SheetWork, row: Row, pixels: np.ndarray, was_active: bool
) -> None:
    """Show what there is of a map, and how far it is."""
    if was_active and not work.active:
        st.rerun()
    values = work.result.get("map")
    if values is not None:
        detail = _("{file}: stitched map", file=row.file)
        st.html(shown(overlay_sheet(pixels, values, MAP), detail, MAP))
        words = _("Stronger colour: the class's score rests more on it.")
        if values.min() < 0:
            words = f"{words} {_('Red speaks for the class, blue against it.')}"
        st.caption(words)
        if not values.any():
            st.caption(
                _("The map is 0 everywhere: by this method nothing in the sheet speaks for it.")
            )
    show_progress(work, _("Map of the sheet"), state.SHEET_WORK)


def show_worst(job: InspectionJob, row: Row, pixels: np.ndarray) -> None:
    """Show the tiles that need a look most."""
    classes = job.task.classes
    st.markdown(f"**{_('Tiles that need a look most')}**")
    worst = tiles.worst_first(row.tiles)[:MOST_TILES]
    crops = tiles.cut(pixels, [(tile.top, tile.left) for tile in worst], worst[0].side)
    exhibits = [
        Exhibit(
            images.to_uint8(images.to_float(crop)),
            f"{classes[tile.label]}, {percent(tile.probability)}",
            _("row {row}, column {column}", row=tile.top + 1, column=tile.left + 1)
            + (f": {_(tile.doubt)}" if tile.doubt else ""),
        )
        for tile, (_top, _left, crop) in zip(worst, crops, strict=True)
    ]
    st.html(gallery(exhibits, 6, width=96))
