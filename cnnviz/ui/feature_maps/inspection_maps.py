"""Grad-CAM of inspected images, computed by the engine for those that are looked at."""

from collections.abc import Iterable, Sequence
from contextlib import suppress

import numpy as np

from cnnviz import images
from cnnviz.data import files
from cnnviz.data.files import Files
from cnnviz.engine.inference import Inference
from cnnviz.engine.inspection_job import InspectionJob
from cnnviz.engine.sheet_work import SheetQuestion
from cnnviz.evaluation.inspection import Row, prepare
from cnnviz.explain.methods import GRAD_CAM, Target
from cnnviz.explain.sheet_maps import overlay, overlay_sheet
from cnnviz.models import ModelInfo
from cnnviz.training import catalog
from cnnviz.ui import caches
from cnnviz.utils.errors import EngineError, InputError

PART = 4  # images asked about at once, so that others' drawings do not wait
LONGEST = 96  # pixels of a map
MOST_TILES = 400  # of a sheet whose map a page waits for: about a second; larger ones when opened


def compute_maps(job: InspectionJob, rows: Sequence[Row]) -> None:
    """Compute the maps that are missing; what cannot be computed is left out."""
    missing = [row for row in rows if row.label is not None and row.file not in job.maps]
    if not missing or caches.engine().ensure_running() != "ready":
        return
    with suppress(InputError, EngineError), files.opened(job.source()) as source:
        info = catalog.inspected(job.task).info
        _map_images(job, info, source, [row for row in missing if not row.tiles])
        _map_sheets(job, source, [row for row in missing if row.tiles])


def _map_images(job: InspectionJob, info: ModelInfo, source: Files, rows: Sequence[Row]) -> None:
    path = str(info.path.resolve())
    for start in range(0, len(rows), PART):
        part = rows[start : start + PART]
        batch = np.stack(
            [prepare(images.read_pixels(source.read(row.file)), info).pixels for row in part]
        )
        targets = [Target(row.label) for row in part if row.label is not None]
        found = caches.engine().long_work.ask(Inference.grad_cams, path, batch, targets)
        for row, picture, values in zip(part, batch, found, strict=True):
            job.maps[row.file] = images.png_bytes(overlay(picture, values, LONGEST))


def _map_sheets(job: InspectionJob, source: Files, rows: Iterable[Row]) -> None:
    for row in rows:
        values = sheet_map(job, row)
        if values is not None:
            pixels = images.read_pixels(source.read(row.file))
            job.maps[row.file] = images.png_bytes(overlay_sheet(pixels, values, LONGEST))


def sheet_map(job: InspectionJob, row: Row) -> np.ndarray | None:
    """Return Grad-CAM over a sheet, float32 (h, w).

    None where it is neither known nor computed in about a second, or cannot be.
    """
    with suppress(InputError):
        work = caches.sheet_work(job, row, SheetQuestion(row.file, GRAD_CAM))
        if not work.complete and len(row.tiles) <= MOST_TILES:
            work.start()
            work.wait()
        if work.complete:
            return work.result["map"]
    return None


def sheet_pictures(
    job: InspectionJob, source: Files, rows: Iterable[Row], longest: int
) -> dict[str, bytes]:
    """Draw Grad-CAM over those sheets of which it is known, as JPEG by file."""
    drawn = {}
    for row in rows:
        with suppress(InputError):
            values = sheet_map(job, row)
            if values is not None:
                pixels = images.read_pixels(source.read(row.file))
                drawn[row.file] = images.jpeg_bytes(overlay_sheet(pixels, values, longest))
    return drawn
