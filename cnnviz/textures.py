"""Procedural pictures of hot-rolled steel: six kinds of flaw, drawn by a program, never measured.

They stand in for the NEU images where those are absent. Each texture is a steel surface plus
one flaw; every length, angle, number and contrast is drawn at random, so that no two are alike.
Images are float (200, 200) while they are drawn, about 0 (black) to 1 (white).
"""

from collections.abc import Callable

import numpy as np
from scipy import ndimage

SIDE = 200  # pixels, as in NEU
Texture = np.ndarray  # float (SIDE, SIDE)


def draw(kind: str, seed: int | list[int]) -> np.ndarray:
    """Draw one texture, uint8 (200, 200); ``kind`` is a key of ``KINDS``."""
    rng = np.random.default_rng(seed)
    return np.round(255 * np.clip(KINDS[kind](rng), 0, 1)).astype(np.uint8)


def noise(rng: np.random.Generator, rows: float, cols: float) -> Texture:
    """Random field of mean 0 and deviation 1, with features about ``rows`` x ``cols`` large."""
    field = ndimage.gaussian_filter(rng.standard_normal((SIDE, SIDE)), (rows, cols), mode="wrap")
    return (field - field.mean()) / field.std()


def surface(rng: np.random.Generator, level: float, grain: float = 0.03) -> Texture:
    """Bare steel: uneven light, faint marks along the rolling direction, and the camera's noise."""
    light = 0.04 * noise(rng, 60, 60)
    marks = 0.5 * grain * noise(rng, 15, 0.7)
    return level + light + marks + grain * noise(rng, 0.6, 0.6)


def crazing(rng: np.random.Generator) -> Texture:
    """Draw a network of fine dark cracks: where a random field is near zero."""
    size = rng.uniform(2, 4)
    field = noise(rng, size, size * rng.uniform(1.5, 3))
    cracks = np.exp(-((field / rng.uniform(0.1, 0.25)) ** 2))
    return surface(rng, rng.uniform(0.4, 0.6)) - rng.uniform(0.15, 0.3) * cracks


def inclusion(rng: np.random.Generator) -> Texture:
    """Draw a few dark spots, long in the rolling direction."""
    image = surface(rng, rng.uniform(0.45, 0.75))
    for _ in range(rng.integers(2, 8)):
        image -= rng.uniform(0.2, 0.5) * _spot(rng, rng.uniform(10, 45), rng.uniform(1.5, 5))
    return image


def patches(rng: np.random.Generator) -> Texture:
    """Draw large dark blotches with clear edges."""
    size = rng.uniform(10, 22)
    field = noise(rng, size, size * rng.uniform(0.6, 1.2)) + 0.2 * noise(rng, 2, 2)
    inside = 1 / (1 + np.exp(-8 * (field - rng.uniform(0.2, 0.9))))
    return surface(rng, rng.uniform(0.55, 0.8)) - rng.uniform(0.25, 0.5) * inside


def pitted_surface(rng: np.random.Generator) -> Texture:
    """Draw many small dark pits, thicker in some regions than in others."""
    where = noise(rng, 1.2, 1.2) + 0.8 * noise(rng, 25, 25)
    pits = np.clip(where - rng.uniform(1.4, 2.0), 0, 1)
    return surface(rng, rng.uniform(0.4, 0.7), 0.05) - 0.4 * pits


def rolled_in_scale(rng: np.random.Generator) -> Texture:
    """Draw dark flakes like fish scales, lying in rows."""
    flakes = noise(rng, 3, 1.5) + 0.7 * noise(rng, 8, 5)
    scale = np.clip(flakes - 0.5, 0, 1.5)
    return surface(rng, rng.uniform(0.4, 0.6), 0.05) - rng.uniform(0.15, 0.3) * scale


def scratches(rng: np.random.Generator) -> Texture:
    """Draw bright straight lines, most of them along the rolling direction."""
    image = surface(rng, rng.uniform(0.25, 0.5))
    for _ in range(rng.integers(1, 6)):
        image += rng.uniform(0.2, 0.6) * _spot(rng, rng.uniform(60, 300), rng.uniform(0.7, 2.5))
    return image


def _spot(rng: np.random.Generator, length: float, width: float) -> Texture:
    """Draw a soft-edged ellipse at a random place, nearly upright, 0 outside and 1 inside."""
    row, col = rng.uniform(0, SIDE, 2)
    angle = rng.normal(0, 0.06)
    rows, cols = np.mgrid[:SIDE, :SIDE]
    along = (rows - row) * np.cos(angle) + (cols - col) * np.sin(angle)
    across = (cols - col) * np.cos(angle) - (rows - row) * np.sin(angle)
    distance = (along / length) ** 2 + (across / width) ** 2
    return 1 / (1 + np.exp(np.clip(4 * (distance - 1), -50, 50)))


KINDS: dict[str, Callable[[np.random.Generator], Texture]] = {
    "crazing": crazing,
    "inclusion": inclusion,
    "patches": patches,
    "pitted surface": pitted_surface,
    "rolled-in scale": rolled_in_scale,
    "scratches": scratches,
}
