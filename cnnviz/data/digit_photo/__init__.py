"""Photographs of digits: where the digit is, and its ink without the paper's lines and shadows."""

from cnnviz.data.digit_photo.box import Box
from cnnviz.data.digit_photo.reading import (
    Candidate,
    Stages,
    find_digit_in,
    find_digits,
    stages_without_ink,
)

__all__ = ["Box", "Candidate", "Stages", "find_digit_in", "find_digits", "stages_without_ink"]
