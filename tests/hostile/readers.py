"""The readers of whatever comes from a visitor: all of them end in a value or an InputError."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cnnviz import data
from cnnviz.data import stroke_text, uploads
from cnnviz.filters.kernels import read_weights
from cnnviz.images import read_pixels
from cnnviz.layers.window.own_numbers import read_cells
from cnnviz.models.uploads.process import convert_file
from cnnviz.networks.text import read_image, read_stack
from cnnviz.training import folder
from cnnviz.utils.errors import InputError
from cnnviz.utils.number_text import read_numbers
from cnnviz.utils.safe_npy import read_finite

READ = ""  # the answer to a file that is odd but harmless


@dataclass(frozen=True)
class Bad:
    """A hostile or damaged file.

    Attributes
    ----------
    kind : str
        Of ``READERS``.
    name : str
        What is wrong with it.
    make : callable
        Returns its content.
    answer : str
        What the refusal must match; ``READ`` where it must be read.
    """

    kind: str
    name: str
    make: Callable[[], bytes]
    answer: str


def _data_set(suffix: str) -> Callable[[bytes], object]:
    def read(content: bytes) -> object:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"x{suffix}"
            path.write_bytes(content)
            return data.load(str(path))

    return read


def _keras(content: bytes) -> object:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.keras"
        path.write_bytes(content)
        return convert_file(path, Path(folder) / "ours.keras")


def _link(content: bytes) -> object:
    """Every part of a link that is no plain number or choice; refused where all refuse it."""
    text, read = content.decode("utf-8", "surrogateescape"), []
    parts: tuple[Callable[[str], object], ...] = (
        stroke_text.read_text,
        read_weights,
        lambda cells: read_cells(cells, (1, 5, 5)),
        read_image,
        folder.find,
    )
    refusal = InputError("")
    for parse in parts:
        try:
            read.append(parse(text))
        except InputError as error:
            refusal = error
    if not read:
        raise refusal
    uploads.find(text)
    return read


def _text(read: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda content: read(content.decode("utf-8", "surrogateescape"))


READERS: dict[str, Callable[[bytes], object]] = {
    "picture": read_pixels,
    "zip": _data_set(".zip"),
    "table": _data_set(".zip"),
    "npz": _data_set(".npz"),
    "npy": read_finite,
    "keras": _keras,
    "matrix": _text(read_numbers),
    "stack": _text(read_stack),
    "link": _link,
}
