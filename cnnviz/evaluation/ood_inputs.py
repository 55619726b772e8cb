"""Out-of-distribution inputs: blank images, noise, photographs, other drawings."""

from collections.abc import Iterator

import numpy as np

from cnnviz import images
from cnnviz.data import synthetic_digits
from cnnviz.images import gallery, textures
from cnnviz.layers import Shape
from cnnviz.models import network_input

EACH = 100  # inputs per kind
PHOTOGRAPHS = ("Temple", "Flower", "Astronaut", "Cameraman", "Cat")


def ood_inputs(input_shape: Shape, seed: int = 0) -> dict[str, np.ndarray]:
    """Make inputs that belong to none of a network's classes.

    A network that takes 28 × 28 drawings is assumed to classify digits, any other one steel.

    Parameters
    ----------
    input_shape : tuple of int
        (height, width, channels) of the network's input.
    seed : int, optional
        Of all random numbers.

    Returns
    -------
    dict of str to ndarray
        float32 (N, height, width, channels) in [0, 1], by the name of the kind.
    """
    rng = np.random.default_rng(seed)
    kinds = {
        "blank sheets": _blank(input_shape),
        "noise": _stack(_noise(input_shape, rng), input_shape),
        "crops of photographs": _stack(_crops(rng), input_shape),
    }
    if network_input.takes_drawings(input_shape):
        return kinds | {"letters and doodles": _doodles(rng), "steel": _steel(input_shape)}
    return kinds | {"drawn digits": _stack(_digits(seed), input_shape)}


def _blank(shape: Shape) -> np.ndarray:
    levels = np.linspace(0, 1, 21, dtype=np.float32)
    return np.broadcast_to(levels[:, None, None, None], (len(levels), *shape)).copy()


def _noise(shape: Shape, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Grey noise, from single pixels to blotches of an eighth of the side, at any contrast."""
    height, width = shape[:2]
    for number in range(EACH):
        cells = (height, height // 2, height // 4, 8)[number % 4]
        spread = rng.uniform(0.1, 0.5)
        grain = rng.normal(rng.uniform(0.2, 0.8), spread, (cells, cells, 1)).astype(np.float32)
        yield np.clip(images.resize(grain, height, width), 0, 1)


def _crops(rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Squares of an eighth to all of a photograph's shorter side."""
    photographs = [gallery.load(name) for name in PHOTOGRAPHS]
    for number in range(EACH):
        picture = photographs[number % len(photographs)]
        side = int(min(picture.shape[:2]) * rng.uniform(1 / 8, 1))
        top, left = (int(rng.integers(0, size - side + 1)) for size in picture.shape[:2])
        yield picture[top : top + side, left : left + side]


def _doodles(rng: np.random.Generator) -> np.ndarray:
    skeletons = list(synthetic_digits.DOODLES.values())
    drawn = (
        synthetic_digits.sample_strokes(skeletons[n % len(skeletons)], rng) for n in range(EACH)
    )
    return np.stack([network_input.of_drawing(strokes).pixels for strokes in drawn])


def _steel(shape: Shape) -> np.ndarray:
    kinds = list(textures.KINDS)
    drawn = (textures.draw(kinds[n % len(kinds)], n) / np.float32(255) for n in range(EACH))
    return _stack((texture[..., None] for texture in drawn), shape)


def _digits(seed: int) -> Iterator[np.ndarray]:
    return (
        network_input.of_drawing(strokes).pixels
        for _, strokes in synthetic_digits.digits(EACH // 10, seed)
    )


def _stack(drawn: Iterator[np.ndarray], shape: Shape) -> np.ndarray:
    return np.stack([network_input.fit_to_network(image, shape) for image in drawn])
