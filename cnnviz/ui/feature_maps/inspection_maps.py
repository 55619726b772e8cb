"""Grad-CAM of inspected images, computed by the engine for those that are looked at."""

from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from cnnviz import images
from cnnviz.data import files
from cnnviz.engine.inference import Inference
from cnnviz.engine.inspection_job import InspectionJob
from cnnviz.evaluation.inspection import Row, prepare
from cnnviz.explain.methods import Target
from cnnviz.training import catalog
from cnnviz.ui import caches
from cnnviz.utils.colours import SCALES, lookup_table
from cnnviz.utils.errors import EngineError, InputError

PART = 4  # images asked about at once, so that others' drawings do not wait
LONGEST = 96  # pixels of a map
OPACITY = 0.75  # of the map over the picture, where it is largest


def compute_maps(job: InspectionJob, rows: Sequence[Row]) -> None:
    """Compute the maps that are missing; what cannot be computed is left out."""
    missing = [
        row for row in rows if row.label is not None and not row.tiles and row.file not in job.maps
    ]
    if not missing or caches.engine().ensure_running() != "ready":
        return
    with suppress(InputError, EngineError), files.opened(job.source()) as source:
        info = catalog.find(job.task.model).info
        path = str(info.path.resolve())
        for start in range(0, len(missing), PART):
            part = missing[start : start + PART]
            batch = np.stack(
                [prepare(images.read_pixels(source.read(row.file)), info).pixels for row in part]
            )
            targets = [Target(row.label) for row in part if row.label is not None]
            found = caches.engine().ask(Inference.grad_cams, path, batch, targets)
            for row, picture, values in zip(part, batch, found, strict=True):
                job.maps[row.file] = images.png_bytes(overlay(picture, values))


def overlay(picture: np.ndarray, values: np.ndarray, longest: int = LONGEST) -> np.ndarray:
    """Lay a map (H, W), at least 0, over a float32 picture (H, W, C); uint8 (h, w, 3).

    The map's colours are those of probabilities; where it is 0 the picture stays.
    """
    most = float(values.max()) or 1.0
    share = (values / most)[..., np.newaxis]
    colours = lookup_table(SCALES["probability"])[(share[..., 0] * 255).astype(int)] / np.float32(
        255
    )
    mixed = images.to_rgb(picture) * (1 - OPACITY * share) + OPACITY * share * colours
    return images.to_uint8(images.fit_within(mixed.astype(np.float32), longest))
