"""Inspection of many images: what a network answers to each, and which answers are accepted.

Nothing here knows where the network runs: ``Inspector`` is given a function that answers a batch,
the engine's in the web app, a model's own in the shell.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cnnviz import images
from cnnviz.data import image_folder
from cnnviz.data.class_names import same_class
from cnnviz.data.files import Files
from cnnviz.evaluation import tiles
from cnnviz.evaluation.doubt import UNCERTAIN, UNLIKE, Doubt, DoubtRule
from cnnviz.evaluation.tiles import Tile
from cnnviz.models import ModelInfo, network_input
from cnnviz.models.network_input import NetworkInput
from cnnviz.utils.errors import InputError
from cnnviz.utils.retold import in_english, told

DIGITS = tuple(str(digit) for digit in range(10))
MOST_FILES = 20_000  # of one inspection
PART = 32  # images that are read, answered and kept at a time
TILES_AT_ONCE = 256
THUMBNAIL, QUALITY = 80, 70  # pixels of the longer side, and of JPEG
THRESHOLD = 0.9

Answer = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Row:
    """What is known of one inspected file.

    Attributes
    ----------
    file : str
        Its name in the folder or zip, with "/" between folders.
    probabilities : tuple of float
        By class, each in [0, 1]; of a sheet the mean of its tiles; empty where it was refused.
    doubt : Doubt
        What speaks against the answer.
    truth : int or None
        The class that its folder or a table of labels gives it, where the network knows it.
    size : tuple of int
        Height and width as read.
    error : str
        Why it was refused; "" where it was not.
    tiles : tuple of Tile
        Of a sheet, row by row.
    thumbnail : bytes
        A small JPEG.
    """

    file: str
    probabilities: tuple[float, ...] = ()
    doubt: Doubt = field(default_factory=Doubt)
    truth: int | None = None
    size: tuple[int, int] = (0, 0)
    error: str = ""
    tiles: tuple[Tile, ...] = ()
    thumbnail: bytes = b""

    @property
    def label(self) -> int | None:
        """The most probable class; None where the file was refused."""
        return int(np.argmax(self.probabilities)) if self.probabilities else None

    @property
    def probability(self) -> float:
        """Of the most probable class; 0 where the file was refused."""
        return max(self.probabilities, default=0.0)


@dataclass(frozen=True)
class Acceptance:
    """Which answers are taken without a person looking.

    Attributes
    ----------
    threshold : float
        The class's probability must reach it, in [0, 1].
    unlike : bool
        Whether an image unlike the training data may be accepted, too.
    """

    threshold: float = THRESHOLD
    unlike: bool = False

    def accepts(self, row: Row) -> bool:
        """Whether the answer to an image is accepted; a refused file never is."""
        if row.label is None or (row.doubt.kind == UNLIKE and not self.unlike):
            return False
        return row.probability >= self.threshold


@dataclass(frozen=True)
class Counts:
    """What an acceptance leads to.

    Attributes
    ----------
    accepted, rejected, refused : int
        Images accepted, images for a person to look at, and files that could not be read.
    known : int
        Images whose true class is known.
    wrong : int
        Of these, how many answers are wrong.
    misses : int
        Wrong answers that are accepted.
    false_alarms : int
        Right answers that are not accepted.
    """

    accepted: int = 0
    rejected: int = 0
    refused: int = 0
    known: int = 0
    wrong: int = 0
    misses: int = 0
    false_alarms: int = 0


def count(rows: Iterable[Row], acceptance: Acceptance, corrections: Mapping[str, int]) -> Counts:
    """Count what an acceptance leads to.

    Parameters
    ----------
    rows : iterable of Row
        All files.
    acceptance : Acceptance
        The rule.
    corrections : mapping of str to int
        Classes that a person gave to files; they count as true.

    Returns
    -------
    Counts
        Over all rows.

    Examples
    --------
    >>> rows = [Row("a", (0.95, 0.05), truth=1), Row("b", (0.4, 0.6), truth=1), Row("c", error="-")]
    >>> count(rows, Acceptance(0.9), {})
    Counts(accepted=1, rejected=1, refused=1, known=2, wrong=1, misses=1, false_alarms=1)
    """
    found = dict.fromkeys(Counts.__dataclass_fields__, 0)
    for row in rows:
        if row.label is None:
            found["refused"] += 1
            continue
        accepted, truth = acceptance.accepts(row), corrections.get(row.file, row.truth)
        found["accepted" if accepted else "rejected"] += 1
        if truth is None:
            continue
        is_wrong = truth != row.label
        found["known"] += 1
        found["wrong"] += is_wrong
        found["misses"] += is_wrong and accepted
        found["false_alarms"] += not is_wrong and not accepted
    return Counts(**found)


def truths_of(source: Files, path: Path, classes: Sequence[str]) -> dict[str, int]:
    """Read the true classes that folders or a table of labels give to files.

    Parameters
    ----------
    source : Files
        The folder or zip.
    path : Path
        Its path; its name may be that of a class.
    classes : sequence of str
        The network's.

    Returns
    -------
    dict of str to int
        The class of each file whose label the network knows, by the file's name; empty where
        neither folders nor a table give any.
    """
    try:
        layout = image_folder.layout_of(source, path)
    except InputError:
        return {}
    by_name = {same_class(name): label for label, name in enumerate(classes)}
    known = [by_name.get(same_class(name)) for name in layout.classes]
    return {file: label for file, _, place in layout.files if (label := known[place]) is not None}


def prepare(pixels: np.ndarray, info: ModelInfo) -> NetworkInput:
    """Fit an image to a network; an image of a digit is first brought to MNIST's style.

    Parameters
    ----------
    pixels : ndarray
        (H, W, 1 or 3) float32 in [0, 1], uint8 or uint16.
    info : ModelInfo
        The network.

    Returns
    -------
    NetworkInput
        float32 of the network's input shape.

    Raises
    ------
    InputError
        If a digit is needed and no ink is found.
    """
    of_digits = network_input.takes_drawings(info.input_shape) and info.classes == DIGITS
    return network_input.of_picture(pixels, info.input_shape, of_digits)


@dataclass(frozen=True, eq=False)
class Inspector:
    """Inspects files with a network.

    Attributes
    ----------
    rule : DoubtRule
        The network, and how its answers are doubted.
    answer : callable
        Probabilities (N, classes) and features (N, units) of a batch (N, H, W, C).
    read : callable
        The content of a file, by its name; raises InputError.
    truths : mapping of str to int
        The known classes of files.
    tile : int or None
        Side of the crops that the network knows; larger pictures are examined in tiles. None where
        every picture is examined as a whole.
    """

    rule: DoubtRule
    answer: Answer
    read: Callable[[str], bytes]
    truths: Mapping[str, int] = field(default_factory=dict)
    tile: int | None = None

    def rows(self, files: Sequence[str]) -> list[Row]:
        """Inspect files; one that cannot be read is refused, and the others are still inspected.

        Parameters
        ----------
        files : sequence of str
            Their names; all their pictures are held in memory as the network takes them.

        Returns
        -------
        list of Row
            One per file, in their order.
        """
        rows: dict[str, Row] = {}
        waiting: list[tuple[Row, NetworkInput]] = []
        for file in files:
            try:
                pixels = images.read_pixels(self.read(file))
                height, width = pixels.shape[:2]
                bare = Row(
                    file,
                    truth=self.truths.get(file),
                    size=(height, width),
                    thumbnail=_thumbnail(pixels),
                )
                side = tiles.side_on(bare.size, self.tile) if self.tile else None
                if side:
                    rows[file] = self._sheet(bare, pixels, side)
                else:
                    waiting.append((bare, prepare(pixels, self.rule.info)))
            except InputError as error:
                reason = in_english(error).removeprefix(file).lstrip(": ")
                rows[file] = Row(file, truth=self.truths.get(file), error=reason)
        rows |= {row.file: row for row in self._answered(waiting)}
        return [rows[file] for file in files]

    def _answered(self, waiting: Sequence[tuple[Row, NetworkInput]]) -> list[Row]:
        if not waiting:
            return []
        probabilities, features = self.answer(np.stack([given.pixels for _, given in waiting]))
        doubts = self.rule.doubts(probabilities, features)
        return [
            _with(row, answer, Doubt(UNCERTAIN, given.doubt) if given.doubt else doubt)
            for (row, given), answer, doubt in zip(waiting, probabilities, doubts, strict=True)
        ]

    def _sheet(self, row: Row, pixels: np.ndarray, side: int) -> Row:
        """Examine a sheet's tiles; its answer is the mean of theirs."""
        at = tiles.places(row.size, side)
        found: list[Tile] = []
        total = np.zeros(len(self.rule.info.classes))
        doubts: list[Doubt] = []
        for start in range(0, len(at), TILES_AT_ONCE):
            part = at[start : start + TILES_AT_ONCE]
            cropped = [prepare(crop, self.rule.info) for *_, crop in tiles.cut(pixels, part, side)]
            probabilities, features = self.answer(np.stack([each.pixels for each in cropped]))
            judged = self.rule.doubts(probabilities, features)
            doubts += judged
            total += probabilities.sum(axis=0)
            found += [
                Tile(top, left, side, int(answer.argmax()), float(answer.max()), doubt.kind)
                for (top, left), answer, doubt in zip(part, probabilities, judged, strict=True)
            ]
        return _with(row, total / len(at), _doubt_of_sheet(doubts), tuple(found))


def _doubt_of_sheet(doubts: Sequence[Doubt]) -> Doubt:
    """The doubt about a sheet: unlike where most tiles are, uncertain where any is doubted."""
    distances = [doubt.distance for doubt in doubts if doubt.distance is not None]
    distance = float(np.median(distances)) if distances else None
    unlike = sum(doubt.kind == UNLIKE for doubt in doubts)
    doubted = sum(doubt.kind != "" for doubt in doubts)
    if not doubted:
        return Doubt(distance=distance)
    kind = UNLIKE if 2 * unlike > len(doubts) else UNCERTAIN
    sentence = told(
        "{doubted:,} of {count:,} tiles are doubted, {unlike:,} of them unlike the training data.",
        doubted=doubted,
        count=len(doubts),
        unlike=unlike,
    )
    return Doubt(kind, sentence, distance)


def _with(row: Row, answer: np.ndarray, doubt: Doubt, found: tuple[Tile, ...] = ()) -> Row:
    numbers = tuple(map(float, answer))
    return Row(row.file, numbers, doubt, row.truth, row.size, tiles=found, thumbnail=row.thumbnail)


def _thumbnail(pixels: np.ndarray) -> bytes:
    """A small JPEG; what it averages are 8 bits, which is a third of the work."""
    if pixels.dtype == np.uint8:
        return images.jpeg_bytes(images.shrink(pixels, THUMBNAIL), QUALITY)
    small = images.fit_within(pixels, THUMBNAIL)
    return images.jpeg_bytes(images.to_uint8(images.to_float(small)), QUALITY)
