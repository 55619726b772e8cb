"""Robustness: predictions for images in other light, mirrored, and in other file formats.

Each image takes the same path as an upload: it is written to a file, read by
``images.read_image`` and fitted to the network.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from cnnviz import images
from cnnviz.data import Split
from cnnviz.layers import Shape
from cnnviz.models import network_input
from cnnviz.utils.language import N_
from cnnviz.utils.retold import told

Pixels = np.ndarray  # uint8 (H, W, 1 or 3)
File = bytes
Predict = Callable[[np.ndarray], np.ndarray]

JPEG_QUALITY = 60
LIGHT = 0.2
PART = f"{LIGHT * 100:.0f} %"
ENLARGED = (400, 400)
UNCHANGED = N_("as it is")
CHUNK = 64  # images at a time


@dataclass(frozen=True)
class Robustness:
    """A network's predictions for images that were changed in one way.

    Attributes
    ----------
    what : str
        The change.
    n : int
        Number of images.
    accuracy : float
        Share that is classified correctly, in [0, 1].
    same : float
        Share that keeps the predicted class of the unchanged image, in [0, 1].
    """

    what: str
    n: int
    accuracy: float
    same: float


def _png(pixels: Pixels) -> File:
    return images.png_bytes(pixels)


def _lit(factor: float) -> Callable[[Pixels], File]:
    return lambda pixels: _png(images.to_uint8(pixels / np.float32(255) * factor))


def _shifted(change: float) -> Callable[[Pixels], File]:
    return lambda pixels: _png(images.to_uint8(pixels / np.float32(255) + change))


def _mirrored(*axes: int) -> Callable[[Pixels], File]:
    return lambda pixels: _png(np.ascontiguousarray(np.flip(pixels, axes)))


def _saved(kind: str, **settings: Any) -> Callable[[Pixels], File]:
    def save(pixels: Pixels) -> File:
        file = io.BytesIO()
        _picture(pixels).save(file, kind, **settings)
        return file.getvalue()

    return save


def _as_rgb(pixels: Pixels) -> File:
    return _png(np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else pixels)


def _enlarged(pixels: Pixels) -> File:
    return _png(np.asarray(_picture(pixels).resize(ENLARGED, Image.Resampling.BICUBIC)))


def _picture(pixels: Pixels) -> Image.Image:
    return Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)


CHANGES: dict[str, Callable[[Pixels], File]] = {
    UNCHANGED: _png,
    told("{share} brighter", share=PART): _lit(1 + LIGHT),
    told("{share} darker", share=PART): _lit(1 - LIGHT),
    told("lighter by {share} of white", share=PART): _shifted(LIGHT),
    told("darker by {share} of white", share=PART): _shifted(-LIGHT),
    N_("mirrored left to right"): _mirrored(1),
    N_("mirrored top to bottom"): _mirrored(0),
    N_("turned by 180 degrees"): _mirrored(0, 1),
    told("JPEG of quality {quality}", quality=JPEG_QUALITY): _saved("JPEG", quality=JPEG_QUALITY),
    "BMP": _saved("BMP"),
    "RGB": _as_rgb,
    told("at {height} × {width}", height=ENLARGED[0], width=ENLARGED[1]): _enlarged,
}


def predict_changed(predict: Predict, split: Split, input_shape: Shape) -> dict[str, np.ndarray]:
    """Predict every image of a split after every change.

    Parameters
    ----------
    predict : callable
        From a float32 batch (N, height, width, channels) in [0, 1] to probabilities (N, classes).
    split : Split
        Images in their own size, uint8.
    input_shape : tuple of int
        (height, width, channels) of the network's input.

    Returns
    -------
    dict of str to ndarray
        Probabilities float (N, classes) in [0, 1], by the change of ``CHANGES``.
    """

    def predictions(change: Callable[[Pixels], File]) -> np.ndarray:
        return np.concatenate([predict(b) for b in _batches(split.images, change, input_shape)])

    return {what: predictions(change) for what, change in CHANGES.items()}


def compare(probabilities: dict[str, np.ndarray], labels: np.ndarray) -> list[Robustness]:
    """Count correct predictions, and those equal to the unchanged image's, for each change.

    Parameters
    ----------
    probabilities : dict of str to ndarray
        As ``predict_changed`` returns them.
    labels : ndarray
        int (N,), the true classes.

    Returns
    -------
    list of Robustness
        One per change, in the order given.
    """
    unchanged = probabilities[UNCHANGED].argmax(axis=1)
    predicted = {what: each.argmax(axis=1) for what, each in probabilities.items()}
    return [
        Robustness(
            what, len(labels), float(np.mean(given == labels)), float(np.mean(given == unchanged))
        )
        for what, given in predicted.items()
    ]


def _batches(
    pixels: np.ndarray, change: Callable[[Pixels], File], shape: Shape
) -> Iterator[np.ndarray]:
    for start in range(0, len(pixels), CHUNK):
        files = map(change, pixels[start : start + CHUNK])
        yield np.stack(
            [network_input.fit_to_network(images.read_image(file), shape) for file in files]
        )
