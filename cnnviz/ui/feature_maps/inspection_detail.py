"""One image of an inspection, opened: what the answer rests on, and what is known to be like it."""

import base64
from html import escape

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.data import files
from cnnviz.engine.inference import Inference
from cnnviz.engine.inspection_job import InspectionJob
from cnnviz.evaluation import tiles
from cnnviz.evaluation.inspection import Row, prepare
from cnnviz.explain.methods import Target
from cnnviz.training import catalog
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.feature_maps.inspection_maps import overlay
from cnnviz.ui.feature_maps.known import show_known
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.html import Exhibit, gallery
from cnnviz.ui.trainer.one_image_html import probability_bars
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.text import percent, plural, sentence, times

LARGE, MAP = 320, 900  # pixels of the longer side that are sent
MOST_TILES = 12  # shown of a sheet, the worst first


def show_detail(state: FeatureMapsState, job: InspectionJob, row: Row) -> None:
    """Show an inspected image with all that is known about it."""
    st.subheader(row.file, anchor=False)
    if row.label is None:
        st.warning(sentence(row.error))
        return
    try:
        with files.opened(job.source()) as source:
            pixels = images.read_pixels(source.read(row.file))
        entry = catalog.find(job.task.model)
    except InputError as error:
        st.warning(sentence(error))
        return
    if row.doubt.sentence:
        st.warning(row.doubt.sentence)
    if row.tiles:
        show_sheet(job, row, pixels)
        return
    show_image(job, entry, row, pixels)


def show_image(job: InspectionJob, entry: ModelEntry, row: Row, pixels: np.ndarray) -> None:
    """Show the picture, Grad-CAM over it, and every probability."""
    label = row.label or 0
    known = job.record.decisions().corrections.get(row.file, row.truth)
    left, middle, right = st.columns([1, 1, 1.4])
    with left:
        st.html(shown(_small(pixels, LARGE), row.file))
        st.caption(f"{times(row.size[::-1])} pixels")
    try:
        given = prepare(pixels, entry.info)
        with middle:
            path = str(entry.path.resolve())
            batch = given.pixels[np.newaxis]
            cam = caches.engine().ask(Inference.grad_cams, path, batch, [Target(label)])[0]
            st.html(shown(overlay(given.pixels, cam, LARGE), "Grad-CAM"))
            st.caption(f"Grad-CAM: what “{job.task.classes[label]}” rests on")
    except (InputError, EngineError) as error:
        middle.caption(sentence(f"No Grad-CAM: {error}"))
        given = None
    with right:
        true = -1 if known is None else known
        st.html(probability_bars(np.array(row.probabilities), job.task.classes, true))
    if row.doubt.kind and given is not None:
        show_known(entry, given.pixels)


def show_sheet(job: InspectionJob, row: Row, pixels: np.ndarray) -> None:
    """Show the map of a sheet, and its worst tiles."""
    classes = job.task.classes
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
        f"{times(row.size[::-1])} pixels in {plural(len(row.tiles), 'tile')} of "
        f"{row.tiles[0].side} pixels. Stronger colour: more probable. Hatched: unlike the training "
        "data. Below: the tiles that need a look most."
    )
    worst = tiles.worst_first(row.tiles)[:MOST_TILES]
    crops = tiles.cut(pixels, [(tile.top, tile.left) for tile in worst], worst[0].side)
    exhibits = [
        Exhibit(
            images.to_uint8(images.to_float(crop)),
            f"{classes[tile.label]}, {percent(tile.probability)}",
            f"row {tile.top + 1}, column {tile.left + 1}"
            + (f": {tile.doubt}" if tile.doubt else ""),
        )
        for tile, (_, _, crop) in zip(worst, crops, strict=True)
    ]
    st.html(gallery(exhibits, 6, width=96))


def shown(pixels: np.ndarray, detail: str, width: int = LARGE) -> str:
    """A picture, uint8 (H, W, C), with all its pixels, at most ``width`` CSS pixels wide."""
    how = "pixelated" if pixels.shape[1] < width else "auto"
    source = base64.b64encode(images.png_bytes(pixels)).decode()
    style = f"width:100%;max-width:{width}px;display:block;border-radius:0.35rem"
    text = escape(detail)
    return (
        f'<img style="{style};image-rendering:{how}" alt="{text}" title="{text}" '
        f'src="data:image/png;base64,{source}">'
    )


def _small(pixels: np.ndarray, longest: int) -> np.ndarray:
    return images.to_uint8(images.to_float(images.fit_within(pixels, longest)))
