"""A fixed sample of a model's test images, and what the model answers to each of them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnviz.data import Dataset, Split
from cnnviz.data.dataset import fingerprint_of
from cnnviz.engine.questions import Questions
from cnnviz.engine.work import Arrays, Work
from cnnviz.images import to_float
from cnnviz.layers import Shape
from cnnviz.models import ModelInfo
from cnnviz.models.network_input import fit_to_network
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

MOST_IMAGES = 1000
SEED = 0
PART = 50


@dataclass(frozen=True, eq=False)
class Sample:
    """Images that a model is asked about, the same ones each time.

    Attributes
    ----------
    title : str
        The data set's.
    images : Split
        In their own size; the labels count classes as the model does.
    key : str
        SHA-256 of the images and labels.
    input_shape : tuple of int
        What the model takes.
    """

    title: str
    images: Split
    key: str
    input_shape: Shape

    def __len__(self) -> int:
        return len(self.images)

    def batch(self, first: int, last: int) -> np.ndarray:
        """Return images ``first`` to ``last`` - 1 as the model takes them: float32 (N, H, W, C)."""
        part = to_float(self.images.images[first:last])
        if part.shape[1:] == self.input_shape:
            return part
        return np.stack([fit_to_network(image, self.input_shape) for image in part])

    def file(self, model: str, what: str) -> Path:
        """Where something is kept that was computed of a model, by its file's hash, and these."""
        return paths.explanations() / f"{model[:32]}-{self.key[:16]}-{what}.npz"


def sample_of(dataset: Dataset, info: ModelInfo) -> Sample:
    """Draw up to ``MOST_IMAGES`` test images, the same ones each time.

    Without test images, validation images are drawn.

    Raises
    ------
    InputError
        If there are none, or the classes are not the model's.
    """
    split = dataset.test if len(dataset.test) else dataset.validation
    order = np.sort(np.random.default_rng(SEED).permutation(len(split))[:MOST_IMAGES])
    return whole_of(dataset, split.take(order), info)


def whole_of(dataset: Dataset, split: Split, info: ModelInfo) -> Sample:
    """Take all images of a split of a data set.

    Raises
    ------
    InputError
        If there are none, or the classes are not the model's.
    """
    if not len(split):
        raise InputError("{dataset} has no test images", dataset=dataset.title)
    if set(dataset.classes) - set(info.classes):
        raise InputError(
            "{dataset} has other classes than {network}",
            dataset=dataset.title,
            network=info.name,
        )
    labels = np.array([info.classes.index(name) for name in dataset.classes])[split.labels]
    images = Split(split.images, labels.astype(np.int64), split.files)
    return Sample(dataset.title, images, fingerprint_of([images]), info.input_shape)


class SampleAnswers(Work):
    """A model's probabilities (N, classes) and features (N, units) of a sample.

    Parameters
    ----------
    engine : Questions
    info : ModelInfo
        The model, with its path.
    model : str
        SHA-256 of its file.
    sample : Sample
    """

    def __init__(self, engine: Questions, info: ModelInfo, model: str, sample: Sample) -> None:
        self._engine, self._info, self._sample = engine, info, sample
        super().__init__(sample.file(model, "answers"))

    def compute(self) -> Arrays:
        """Ask about the images in parts, whose length follows the time that they take."""
        found = []
        for first in range(0, len(self._sample), PART):
            batch = self._sample.batch(first, first + PART)
            found.append(self._engine.answers(self._info.path, batch))
            self.report(min(first + PART, len(self._sample)) / len(self._sample))
        probabilities, features = (np.concatenate(each) for each in zip(*found, strict=True))
        return {"probabilities": probabilities, "features": features}
