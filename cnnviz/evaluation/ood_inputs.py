"""Out-of-distribution inputs: blank images, noise, photographs, other drawings."""

from collections.abc import Iterator

import numpy as np

from cnnviz import images
from cnnviz.data import synthetic_digits
from cnnviz.images import gallery, textures
from cnnviz.layers import Shape
from cnnviz.models import network_input
from cnnviz.utils.language import N_

EACH = 100  # inputs per kind; of blank sheets a fifth
PHOTOGRAPHS = ("Temple", "Flower", "Astronaut", "Cameraman", "Cat")


def ood_inputs(input_shape: Shape, seed: int = 0, each: int = EACH) -> dict[str, np.ndarray]:
    """Make inputs that belong to none of a network's classes.

    A network that takes 28 × 28 drawings is assumed to classify digits, any other one steel.

    Parameters
    ----------
    input_shape : tuple of int
        (height, width, channels) of the network's input.
    seed : int, optional
        Of all random numbers.
    each : int, optional
        Inputs per kind, at least 10.

    Returns
    -------
    dict of str to ndarray
        float32 (N, height, width, channels) in [0, 1], by the name of the kind.
    """
    rng = np.random.default_rng(seed)
    kinds = {
        N_("blank sheets"): _blank(input_shape, each),
        N_("noise"): _stack(_noise(input_shape, rng, each), input_shape),
        N_("crops of photographs"): _stack(_crops(rng, each), input_shape),
    }
    if network_input.takes_drawings(input_shape):
        return kinds | {
            N_("letters and doodles"): _doodles(rng, each),
            N_("steel"): _steel(input_shape, each),
        }
    return kinds | {N_("drawn digits"): _stack(_digits(seed, each), input_shape)}


def _blank(shape: Shape, each: int) -> np.ndarray:
    levels = np.linspace(0, 1, each // 5 + 1, dtype=np.float32)
    return np.broadcast_to(levels[:, None, None, None], (len(levels), *shape)).copy()


def _noise(shape: Shape, rng: np.random.Generator, each: int) -> Iterator[np.ndarray]:
    """Grey noise, from single pixels to blotches of an eighth of the side, at any contrast."""
    height, width = shape[:2]
    for number in range(each):
        cells = max(1, (height, height // 2, height // 4, 8)[number % 4])
        spread = rng.uniform(0.1, 0.5)
        grain = rng.normal(rng.uniform(0.2, 0.8), spread, (cells, cells, 1)).astype(np.float32)
        yield np.clip(images.resize(grain, height, width), 0, 1)


def _crops(rng: np.random.Generator, each: int) -> Iterator[np.ndarray]:
    """Squares of an eighth to all of a photograph's shorter side."""
    photographs = [gallery.load(name) for name in PHOTOGRAPHS]
    for number in range(each):
        picture = photographs[number % len(photographs)]
        side = int(min(picture.shape[:2]) * rng.uniform(1 / 8, 1))
        top, left = (int(rng.integers(0, size - side + 1)) for size in picture.shape[:2])
        yield picture[top : top + side, left : left + side]


def _doodles(rng: np.random.Generator, each: int) -> np.ndarray:
    skeletons = list(synthetic_digits.DOODLES.values())
    drawn = (
        synthetic_digits.sample_strokes(skeletons[n % len(skeletons)], rng) for n in range(each)
    )
    return np.stack([network_input.of_drawing(strokes).pixels for strokes in drawn])


def _steel(shape: Shape, each: int) -> np.ndarray:
    kinds = list(textures.KINDS)
    drawn = (textures.draw(kinds[n % len(kinds)], n) / np.float32(255) for n in range(each))
    return _stack((texture[..., None] for texture in drawn), shape)


def _digits(seed: int, each: int) -> Iterator[np.ndarray]:
    return (
        network_input.of_drawing(strokes).pixels
        for _, strokes in synthetic_digits.digits(each // 10, seed)
    )


def _stack(drawn: Iterator[np.ndarray], shape: Shape) -> np.ndarray:
    return np.stack([network_input.fit_to_network(image, shape) for image in drawn])
