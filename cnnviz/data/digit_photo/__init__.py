"""Photographs of digits: where the digit is, and its ink without the paper's lines and shadows."""

from cnnviz.data.digit_photo.box import Box
from cnnviz.data.digit_photo.reading import Candidate, find_digit_in, find_digits

__all__ = ["Box", "Candidate", "find_digit_in", "find_digits"]
