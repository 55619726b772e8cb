"""Pictures as arrays: reading untrusted files, and float32 (H, W, C) in [0, 1] from there on."""

from cnnviz.images.decode import (
    EXTENSIONS,
    FORMATS,
    MAX_BYTES,
    MAX_KEPT,
    MAX_PIXELS,
    OTHER_EXTENSIONS,
    read_image,
    read_pixels,
)
from cnnviz.images.transforms import (
    LUMA,
    fit_within,
    png_bytes,
    resize,
    resize_pixels,
    stretch,
    to_float,
    to_grey,
    to_rgb,
    to_uint8,
    used_bits,
    used_range,
)

__all__ = [
    "EXTENSIONS",
    "FORMATS",
    "LUMA",
    "MAX_BYTES",
    "MAX_KEPT",
    "MAX_PIXELS",
    "OTHER_EXTENSIONS",
    "fit_within",
    "png_bytes",
    "read_image",
    "read_pixels",
    "resize",
    "resize_pixels",
    "stretch",
    "to_float",
    "to_grey",
    "to_rgb",
    "to_uint8",
    "used_bits",
    "used_range",
]
