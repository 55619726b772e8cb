"""``cnnviz predict``: classify images, and folders and zips of images, as pages inspect them."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz import images, models
from cnnviz.cli import progress
from cnnviz.data import files
from cnnviz.evaluation import inspection_export, tiles
from cnnviz.evaluation.doubt import DoubtRule
from cnnviz.evaluation.inspection import PART, Acceptance, Inspector, Row, prepare, truths_of
from cnnviz.evaluation.inspection_record import Decisions
from cnnviz.evaluation.virtual_logit import Detector, load_detector
from cnnviz.explain.methods import Target
from cnnviz.explain.sheet_maps import SheetMap, overlay, overlay_sheet
from cnnviz.models import ModelInfo
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError, reason
from cnnviz.utils.text import natural, sentence

if TYPE_CHECKING:
    from cnnviz.explain.attribution import AttributedModel

DONE, BAD_INPUT = 0, 2
MAP = 1000  # pixels of the longer side of a map, at most

Given = dict[str, Callable[[], bytes]]  # the content of each image, by the name that is printed


def predict(arguments: Namespace) -> int:
    """Classify images; one that is refused gets a line too, and the others are still classified.

    Raises
    ------
    InputError
        If the model cannot be opened, a folder or zip holds no image, or a result cannot be
        written.
    """
    info = models.resolve(arguments.model)
    tile = tiles.usual_side(info) if arguments.tile is None else arguments.tile or None
    if tile:
        tiles.check_side(tile)
    acceptance = Acceptance(_share(arguments.threshold))
    with ExitStack() as opened:
        given, truths = _given(arguments.images, info, opened)
        progress.import_keras()
        from cnnviz.explain.attribution import AttributedModel
        from cnnviz.models.layer_outputs import ObservedModel

        opened_model = models.open_model(info)
        observed, explained = ObservedModel(opened_model), AttributedModel(opened_model)
        rule = DoubtRule(info, _detector(info))
        inspector = Inspector(rule, observed.answers, lambda name: given[name](), truths, tile)
        rows: list[Row] = []
        try:
            for row in _inspected(inspector, list(given)):
                rows.append(row)
                _print(_line(row, info.classes))
                if arguments.maps:
                    _write_maps(row, given, Path(arguments.maps), explained)
        finally:  # what was done is kept after Ctrl-C, too
            if arguments.out:
                table = inspection_export.table(rows, info.classes, Decisions({}, acceptance))
                _write(Path(arguments.out), table)
    return BAD_INPUT if any(row.error for row in rows) else DONE


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise InputError(f"the threshold must be 0 to 1, got {value:g}")
    return value


def _given(names: list[str], info: ModelInfo, opened: ExitStack) -> tuple[Given, dict[str, int]]:
    """Find all images that arguments name, and the known classes of those in folders and zips."""
    given: Given = {}
    truths: dict[str, int] = {}
    for name in names:
        path = Path(name)
        if not path.is_dir() and path.suffix.lower() != ".zip":
            given[name] = partial(_read, path)
            continue
        source = opened.enter_context(files.opened(path))
        found = sorted([*source.names, *source.unread_pictures], key=natural)
        if not found:
            files.require_images(source, path.name)
        for each in found:
            given[f"{name.rstrip('/')}/{each}"] = partial(source.read, each)
        known = truths_of(source, path, info.classes)
        truths |= {f"{name.rstrip('/')}/{each}": label for each, label in known.items()}
    return given, truths


def _inspected(inspector: Inspector, names: list[str]) -> Iterator[Row]:
    """Inspect images in parts, so that memory is bounded and lines come soon."""
    for start in range(0, len(names), PART):
        rows = inspector.rows(names[start : start + PART])
        for row in rows:
            if row.error:
                print(f"cnnviz: {row.file}: {row.error}", file=sys.stderr)
        yield from rows
        progress.inspecting(min(start + PART, len(names)), len(names))


def _read(path: Path) -> bytes:
    try:
        images.check_file_size(path.stat().st_size)
        with path.open("rb") as file:  # a device or pipe has no size, and need not end
            return file.read(images.MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}") from error


def _detector(info: ModelInfo) -> Detector | None:
    """The out-of-distribution detector of a model with a card; None where it has none."""
    path = info.path.with_suffix(".npz")
    has_one = info.card is not None and info.card.ood is not None and path.is_file()
    return load_detector(path) if has_one else None


def _write_maps(row: Row, given: Given, folder: Path, explained: "AttributedModel") -> None:
    """Write what an answer rests on; of a sheet also the class of each tile."""
    if row.label is None:
        return
    name = _flat(row.file)
    with suppress(InputError):  # a network without maps, or a file that has changed since
        pixels = images.read_pixels(given[row.file]())
        if row.tiles:
            _write(folder / f"{name}.map.png", tiles.paint(pixels, row.tiles, MAP))
        _write(folder / f"{name}.grad-cam.png", _grad_cam(row, pixels, explained))


def _grad_cam(row: Row, pixels: np.ndarray, explained: "AttributedModel") -> np.ndarray:
    """Grad-CAM over an image as the network reads it, or over a whole sheet."""
    if not row.tiles:
        picture = prepare(pixels, explained.info).pixels
        (values,) = explained.grad_cams(picture[np.newaxis], [Target(row.label or 0)])
        return overlay(picture, values, MAP)
    sheet = SheetMap(pixels, row.tiles, explained.info, MAP)
    for start in range(0, len(sheet), PART):
        sheet.add(start, explained.grad_cams(*sheet.batch(start, min(start + PART, len(sheet)))))
    return overlay_sheet(pixels, sheet.values, MAP)


def _flat(file: str) -> str:
    """A file's name with its folders, as one name."""
    parts = [part for part in Path(file).parts if part not in ("/", "..", ".")]
    return "_".join(parts)


def _write(path: Path, content: Any) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as part:
            if isinstance(content, str):
                part.write_text(content, "utf-8", newline="")
            else:
                part.write_bytes(images.png_bytes(content))
    except OSError as error:
        raise InputError(f"{path} cannot be written: {reason(error)}") from error


def _line(row: Row, classes: tuple[str, ...]) -> dict[str, Any]:
    if row.label is None:
        return {"file": row.file, "error": sentence(row.error)}
    line = {
        "file": row.file,
        "label": classes[row.label],
        "probability": row.probability,
        "doubt": row.doubt.sentence or None,
        "probabilities": dict(zip(classes, row.probabilities, strict=True)),
    }
    if row.tiles:
        line["tiles"] = [
            {
                **{"top": tile.top, "left": tile.left, "side": tile.side},
                **{"label": classes[tile.label], "probability": tile.probability},
                "doubt": tile.doubt or None,
            }
            for tile in tiles.worst_first(row.tiles)
        ]
    return line


def _print(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)
