"""Judge a model file on labelled images; in a worker or a shell, because it needs Keras.

The file is read again for it, so that what is judged is what was saved.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from cnnviz.data import Split
from cnnviz.evaluation.metrics import Evaluation, judge
from cnnviz.images import to_float
from cnnviz.models.layer_outputs import ObservedModel

CHUNK_BYTES = 8_000_000  # float32 images at a time: 2,500 of MNIST, 50 of NEU


def judge_model(
    model: Path, split: Split, name: str, progress: Callable[[float], None]
) -> Evaluation:
    """Compare a model's predictions with the labels of a split.

    Parameters
    ----------
    model : a ``.keras`` file of ours; its input shape is that of the images
    split : at least one image; labels are the model's
    name : of the split: "test"
    progress : called with the fraction done
    """
    observed = ObservedModel(model)
    chunks = [observed.predict(chunk) for chunk in _chunks(split.images, progress)]
    return judge(np.concatenate(chunks), split.labels, observed.info.classes, name)


def _chunks(images: np.ndarray, progress: Callable[[float], None]) -> Iterator[np.ndarray]:
    size = max(1, CHUNK_BYTES // (4 * images[0].size))
    for start in range(0, len(images), size):
        progress(start / len(images))
        yield to_float(images[start : start + size])
