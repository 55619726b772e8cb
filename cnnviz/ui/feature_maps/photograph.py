"""A photograph of a digit: the shapes found in it, and the part that is read."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from cnnviz import images
from cnnviz.data import strokes
from cnnviz.data.digit_photo import (
    Box,
    Candidate,
    find_digit_in,
    find_digits,
    stages_without_ink,
)
from cnnviz.data.strokes import AS_MNIST, Preparation
from cnnviz.models import network_input
from cnnviz.models.network_input import NO_INK, NetworkInput
from cnnviz.ui.components.photo_boxes import Choice
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

LONGEST = 720  # pixels of the picture that is shown, for screens of two per CSS pixel
NOTHING_IN_BOX = N_("no ink stands out in your box")


@dataclass(frozen=True, eq=False)
class Photograph:
    """Pixels, the shapes found in them, and the picture that is shown, as a JPEG file."""

    pixels: np.ndarray
    candidates: tuple[Candidate, ...]
    preview: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.pixels.shape[0], self.pixels.shape[1]

    @property
    def shapes(self) -> list[tuple[Box, np.ndarray]]:
        """Each shape's box, and its ink at MNIST's size and position."""
        seen = [(each.box, strokes.as_mnist(each.ink)) for each in self.candidates]
        return [(box, ink) for box, ink in seen if ink is not None]


def search(pixels: np.ndarray) -> Photograph:
    """Look for digits in a photograph."""
    file = io.BytesIO()
    small = images.to_uint8(images.to_float(images.fit_within(pixels, LONGEST)))
    Image.fromarray(small[..., 0] if small.shape[2] == 1 else small).save(file, "JPEG", quality=85)
    candidates = tuple(each for each in find_digits(pixels) if each.ink.any())
    return Photograph(pixels, candidates, file.getvalue())


def read_part(
    photograph: Photograph, choice: Choice, stages: Preparation = AS_MNIST
) -> NetworkInput:
    """Read the visitor's box, the chosen shape, or the likeliest one where nothing was chosen."""
    candidates, pixels = photograph.candidates, photograph.pixels
    if isinstance(choice, Box):
        found = find_digit_in(pixels, choice)
        return (
            network_input.of_candidate(found, (), stages) if found else _without_ink(pixels, choice)
        )
    if not candidates:
        return _without_ink(pixels, None)
    if choice is None:
        return network_input.of_candidate(candidates[0], candidates[1:], stages)
    return network_input.of_candidate(candidates[choice], (), stages)


def _without_ink(pixels: np.ndarray, box: Box | None) -> NetworkInput:
    why = _(NOTHING_IN_BOX if box else NO_INK)
    stages = stages_without_ink(pixels, box)
    caption = sentence(_("No prediction: {error}", error=why))
    return NetworkInput(None, caption, stages=stages)
