"""``python -m cnnviz.models.uploads.process SOURCE TARGET``: convert a file in its own process.

HDF5 is a library in C, and the file may come from anyone: what crashes it, or takes too much memory
or time, ends this process alone. It writes one line of JSON: the notes, or the sentence that says
why there is no model.
"""

import io
import json
import sys
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from cnnviz import data
from cnnviz.models import hdf5_weights
from cnnviz.models.files import (
    DESCRIPTION,
    UNKNOWN,
    ModelInfo,
    description,
    read_info,
    read_weights,
)
from cnnviz.models.keras_format import WEIGHTS
from cnnviz.models.uploads.archive import is_ours, read_archive
from cnnviz.models.uploads.convert import Converted, convert
from cnnviz.models.uploads.graph import read_graph
from cnnviz.models.uploads.parts import Arrays
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

MEMORY = 2 * 2**30  # bytes of addresses; 100 MB of weights take half of it
SECONDS = 30  # of a processor


def main(source: Path, target: Path) -> None:
    """Write ``target`` from an uploaded file.

    Parameters
    ----------
    source, target : Path
    """
    _limit()
    reply: dict[str, object]
    try:
        reply = {"notes": convert_file(source, target)}
    except InputError as error:
        reply = {"error": str(error)}
    except MemoryError:
        reply = {"error": N_("it takes more memory than a model may")}
    print(json.dumps(reply))


def convert_file(source: Path, target: Path) -> tuple[str, ...]:
    """Read a ``.keras`` file from anyone and write the same network as a file of ours.

    Parameters
    ----------
    source : Path
    target : Path
        Its name becomes the model's, where the file names none.

    Returns
    -------
    tuple of str
        Sentences on what was brought to another form.

    Raises
    ------
    InputError
        If it cannot be opened; the first reason as a sentence's end.
    """
    if is_ours(source):
        info = read_info(source)
        arrays = read_weights(info)
        known = info.dataset if info.dataset in data.NAMES else UNKNOWN
        _write(replace(info, dataset=known), arrays, target)
        return ()
    archive = read_archive(source)
    found = convert(read_graph(archive.config))
    arrays = _arrays(found, archive.weights)
    classes = tuple(map(str, range(found.classes)))
    hidden = tuple(part.layer for part in found.parts[:-1])
    _write(ModelInfo(target.stem, classes, found.input_shape, hidden, UNKNOWN), arrays, target)
    return found.notes


def _arrays(found: Converted, weights: bytes) -> dict[str, Arrays]:
    """Read the stored arrays and make ours of them."""
    rows = found.summaries
    wanted = [
        (part.group, part.first, part.stored_shapes(row.input_shape))
        for part, row in zip(found.parts, rows, strict=True)
    ]
    read = hdf5_weights.read_stored(io.BytesIO(weights), [each for each in wanted if each[2]])
    stored = iter(read)
    return {
        row.name: part.weights(next(stored) if shapes else (), row.input_shape)
        for part, row, (*_, shapes) in zip(found.parts, rows, wanted, strict=True)
    }


def _write(info: ModelInfo, arrays: dict[str, Arrays], target: Path) -> None:
    for name, layer in arrays.items():
        if not all(np.isfinite(array).all() for array in layer):
            raise InputError("its weights of {name} are not all finite numbers", name=name)
    packed = io.BytesIO()
    hdf5_weights.write_arrays(packed, info.summaries, arrays)
    with zipfile.ZipFile(target, "w") as file:
        file.writestr(WEIGHTS, packed.getvalue())
        file.writestr(DESCRIPTION, json.dumps(description(info)))


def _limit() -> None:
    """Bound this process's memory and time, where the system can."""
    with suppress(ImportError, ValueError, OSError):  # not on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
