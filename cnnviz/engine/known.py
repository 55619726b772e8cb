"""Known images of a model, and which of them are nearest to an input."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnviz.data import Dataset, Split
from cnnviz.engine.background import Background
from cnnviz.engine.questions import Questions
from cnnviz.evaluation.neighbours import nearest
from cnnviz.images import to_float, to_uint8
from cnnviz.models import ModelInfo
from cnnviz.models.network_input import fit_to_network
from cnnviz.utils.errors import InputError

MOST = 2000  # images, spread over the data set
PART = 100


@dataclass(frozen=True, eq=False)
class KnownImages:
    """Training images of a data set, and what the output layer reads of each.

    Attributes
    ----------
    title : str
        The data set's.
    classes : tuple of str
        Its classes.
    images : Split
        In their own size.
    features : ndarray
        float32 (N, units).
    """

    title: str
    classes: tuple[str, ...]
    images: Split
    features: np.ndarray

    def nearest(self, features: np.ndarray, count: int = 5) -> np.ndarray:
        """Find the places of the images nearest to features (units,), the nearest first."""
        return nearest(self.features, features, count)[0]


class KnownJob(Background):
    """Computes known images in a thread of its own.

    Attributes
    ----------
    known : KnownImages or None
        None until they are there.
    error : str
        Why there are none; "" where there are, or will be.

    Parameters
    ----------
    engine : Questions
        Computes the features.
    info : ModelInfo
        The model.
    load : callable
        Returns the data set; raises InputError.
    """

    def __init__(self, engine: Questions, info: ModelInfo, load: Callable[[], Dataset]) -> None:
        super().__init__()
        self.known: KnownImages | None = None
        self._arguments = engine, info, load
        self._begin(self._work)

    @property
    def active(self) -> bool:
        """Whether they are still being computed."""
        return self.known is None and not self.error

    def _work(self) -> None:
        engine, info, load = self._arguments
        self.known = compute(engine, info, load())


def compute(engine: Questions, info: ModelInfo, dataset: Dataset) -> KnownImages:
    """Compute the features of known images, in parts.

    Raises
    ------
    InputError
        If there is no training image, or the model cannot be opened.
    EngineError
        If no worker answers.
    """
    train = dataset.train
    if not len(train):
        raise InputError("{dataset} has no training image", dataset=dataset.title)
    places = np.linspace(0, len(train) - 1, min(MOST, len(train))).round().astype(int)
    chosen = train.take(places)
    found = []
    for start in range(0, len(chosen), PART):
        part = to_float(chosen.images[start : start + PART])
        if part.shape[1:] != info.input_shape:
            part = np.stack([fit_to_network(image, info.input_shape) for image in part])
        found.append(engine.answers(info.path, part)[1])
    # Copies: a view would keep the whole data set in memory.
    small = Split(to_uint8(to_float(chosen.images)), chosen.labels.copy(), chosen.files)
    return KnownImages(dataset.title, dataset.classes, small, np.concatenate(found))
