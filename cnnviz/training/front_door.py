"""What the front door shows of a training and of the digit network: measured once, kept in a file.

``python -m cnnviz.publish.front_door`` measures it, ``make models`` with the models. Opening the
first page then reads neither a model nor a run; tests compare the file with the shipped network.
"""

import json
import re
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing

FILE = paths.ASSETS / "front_door.json"
MODEL = "mnist"  # whose answers are kept


@dataclass(frozen=True)
class Training:
    """A training from its first to its last epoch.

    Attributes
    ----------
    title : str
        Its network and data.
    accuracy, validation_accuracy : tuple of float
        After each epoch, in [0, 1]: of the training images, and of images held back.
    """

    title: str
    accuracy: tuple[float, ...]
    validation_accuracy: tuple[float, ...]


@dataclass(frozen=True)
class Measured:
    """A training, and what the digit network answers while a digit is being drawn.

    Attributes
    ----------
    command : str
        Repeats the training.
    training : Training
    answers : tuple of tuple of float
        Probabilities of the ten digits, in [0, 1], after each point of ``data.strokes.EXAMPLE``.
    """

    command: str
    training: Training
    answers: tuple[tuple[float, ...], ...]


@cache
def read(file: Path = FILE) -> Measured:
    """Read what was measured.

    Parameters
    ----------
    file : Path
        The project's own.

    Returns
    -------
    Measured
    """
    kept = json.loads(file.read_text("utf-8"))
    training = kept["training"]
    return Measured(
        kept["command"],
        Training(
            training["title"],
            tuple(training["accuracy"]),
            tuple(training["validation_accuracy"]),
        ),
        tuple(map(tuple, kept["answers"])),
    )


def write(measured: Measured, file: Path = FILE) -> None:
    """Replace what was measured.

    Parameters
    ----------
    measured : Measured
    file : Path
        The project's own.
    """
    text = json.dumps(asdict(measured), indent=1) + "\n"
    lines = re.sub(r"\[\s+([^][{}]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)
    with replacing(file) as part:
        part.write_text(lines, "utf-8")
