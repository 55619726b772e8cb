"""The scores of all methods over a model's test images, computed in the background and kept."""

import hashlib
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np

from cnnviz.data import Split
from cnnviz.data.boxes import BoundingBox, mask
from cnnviz.data.dataset import fingerprint_of
from cnnviz.engine import attributing
from cnnviz.engine.attributing import Request
from cnnviz.engine.background import Background
from cnnviz.engine.questions import Questions
from cnnviz.explain import scores
from cnnviz.explain.methods import GRAD_CAM, METHODS, Target, layers_with_maps
from cnnviz.explain.score_table import ScoreTable
from cnnviz.images import to_float
from cnnviz.models import ModelInfo
from cnnviz.models.network_input import fit_to_network
from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError

MOST_IMAGES = 1000
SEED = 0  # of the order of the images, so that the first ones are a random sample
SHARES = np.linspace(0, 1, 21)
SAVE_SECONDS = 5

Boxes = Mapping[str, tuple[BoundingBox, ...]]


class MethodScores(Background):
    """The table of one model; a stopped one continues where it was, on another server, too.

    Each image's predicted class is explained. Boxes count where they are of that class.

    Attributes
    ----------
    table : ScoreTable
        What is there so far.
    total : int
        Number of images that it will have.
    error : str
        Why it ended early; "" where it did not.

    Parameters
    ----------
    engine : Questions
    info : ModelInfo
        The model, with its path.
    test : Split
        Images in any size; at most ``MOST_IMAGES`` of them are taken, drawn at random.
    boxes : mapping of str to tuple of BoundingBox
        Of the images' files; may be empty.

    Raises
    ------
    InputError
        If the model's file is not there.
    """

    def __init__(self, engine: Questions, info: ModelInfo, test: Split, boxes: Boxes) -> None:
        super().__init__()
        self._engine, self._info, self._boxes = engine, info, boxes
        order = np.random.default_rng(SEED).permutation(len(test))[:MOST_IMAGES]
        self._test = test.take(order)
        self.total = len(order)
        images = fingerprint_of([self._test])
        self._file = paths.explanations() / f"{file_hash(info.path)}-{images[:16]}.json"
        self.table = self._stored(images)
        self._began, self._before = 0.0, 0

    @property
    def complete(self) -> bool:
        """Whether all images are scored."""
        return self.table.done >= self.total

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take, by the images since its start; None at the beginning."""
        new = self.table.done - self._before
        if not self.active or new < 2:
            return None
        return (time.monotonic() - self._began) / new * (self.total - self.table.done)

    def start(self) -> None:
        """Compute what is missing, in a thread of its own."""
        with self._starting:
            if self.active or self.complete:
                return
            self._before, self._began = self.table.done, time.monotonic()
            self._begin(self._score_and_save)

    def _score_and_save(self) -> None:
        try:
            self._score_all()
        finally:
            self._save()

    def _score_all(self) -> None:
        saved = time.monotonic()
        for place in range(self.table.done, self.total):
            self.table.add(*self._scored(place))
            if time.monotonic() > saved + SAVE_SECONDS:
                self._save()
                saved = time.monotonic()

    def _scored(self, place: int) -> tuple[dict[str, dict[str, float]], float | None]:
        """Score one image by row and measure, and measure its boxes."""
        image = fit_to_network(to_float(self._test.images[place]), self._info.input_shape)
        label = int(self._engine.predict(self._info.path, image[np.newaxis])[0].argmax())
        inside = self._mask(place, label)
        rows: dict[str, dict[str, float]] = {}
        for name, attribution in self._maps(image, label):
            rows[name] = self._areas(image, attribution, label)
            if inside is not None:
                rows[name]["peak"] = float(scores.peak_inside(attribution, inside))
                rows[name]["inside"] = scores.share_inside(attribution, inside)
        return rows, None if inside is None else float(inside.mean())

    def _maps(self, image: np.ndarray, label: int) -> list[tuple[str, np.ndarray]]:
        has_maps = bool(layers_with_maps(self._info.summaries))
        path = self._info.path
        maps = [
            (
                method.name,
                attributing.attributions(self._engine, path, image, request, self._report),
            )
            for method in METHODS
            if has_maps or method != GRAD_CAM
            for request in [Request(method.name, Target(label))]
        ]
        height, width = image.shape[:2]
        return [*maps, ("centre", scores.centre(height, width)), ("edges", scores.edges(image))]

    def _areas(self, image: np.ndarray, attribution: np.ndarray, label: int) -> dict[str, float]:
        order, areas = scores.ranking(attribution), {}
        kinds: tuple[scores.Kind, ...] = ("deletion", "insertion")
        for kind in kinds:
            curve = attributing.removals(
                *(self._engine, self._info.path, image, order, kind, SHARES), self._report
            )
            areas[str(kind)] = scores.area(SHARES, curve[:, label])
        return areas

    def _mask(self, place: int, label: int) -> np.ndarray | None:
        """The pixels of the network's input that lie in a box of a class, if there is one."""
        name = self._info.classes[label]
        boxes = tuple(
            box for box in self._boxes.get(self._test.files[place], ()) if box.label == name
        )
        if not boxes:
            return None
        height, width = self._test.images.shape[1:3]
        whole = mask(boxes, height, width)[..., np.newaxis].astype(np.float32)
        fitted: np.ndarray = fit_to_network(whole, (*self._info.input_shape[:2], 1))[..., 0] >= 0.5
        return fitted

    def _report(self, fraction: float) -> None:
        if self._stopping.is_set():
            raise InterruptedError

    def _stored(self, images: str) -> ScoreTable:
        with suppress(OSError, InputError, UnicodeDecodeError):
            table = ScoreTable.from_json(self._file.read_text("utf-8"))
            if table.images == images and table.done <= self.total:
                paths.mark_used(self._file)
                return table
        return ScoreTable(images)

    def _save(self) -> None:
        with suppress(OSError):  # a disk that is full or read-only costs the next visitor time only
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with replacing(self._file) as part:
                part.write_text(self.table.to_json(), "utf-8")


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a model's file.

    Raises
    ------
    InputError
        If it is not there.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise InputError("the model {file} is no longer there", file=path.name) from None
