"""Random changes to training images that leave their class as it is; new ones in every epoch.

They run as TensorFlow operations on whole batches: float32 (N, H, W, C) in [0, 1], in and out.
"""

from collections.abc import Callable
from math import pi
from typing import Any

import tensorflow as tf

Batch = Any  # a tensor; TensorFlow has no types that mypy could read
Augmentation = Callable[[Batch, Any], Batch]

BENDS = 5  # points a side that are pushed at random; between them the push is smooth
PUSH = 0.4  # pixels, the standard deviation of a push


def nudge(images: Batch, random: tf.random.Generator) -> Batch:
    """The same hand once more: turned, sized, slanted and placed a little otherwise.

    Up to 7.5 degrees, 8 %, a shear of 0.1 and a twentieth of the side: what a training of few
    epochs can still learn.
    """
    count = tf.shape(images)[0]
    side = tf.cast(tf.shape(images)[1], tf.float32)
    return _warp(
        images,
        turn=random.uniform([count], -pi / 24, pi / 24),
        zoom=random.uniform([count, 2], 0.92, 1.08),
        shear=random.uniform([count], -0.1, 0.1),
        shift=side * random.uniform([count, 2], -0.05, 0.05),
    )


def digits(images: Batch, random: tf.random.Generator) -> Batch:
    """Another hand: turned, sized, slanted, placed and drawn with another pen.

    Up to 12 degrees, 15 %, a shear of 0.2 and a tenth of the side; the pen up to half a pixel
    thinner or three quarters thicker each side. Around the digit there is nothing, so 0 is put.
    """
    count = tf.shape(images)[0]
    side = tf.cast(tf.shape(images)[1], tf.float32)
    images = _pen_width(images, random.uniform([count, 1, 1, 1], -0.5, 0.75))
    return _warp(
        images,
        turn=random.uniform([count], -pi / 15, pi / 15),
        zoom=random.uniform([count, 2], 0.85, 1.15),
        shear=random.uniform([count], -0.2, 0.2),
        shift=side * random.uniform([count, 2], -0.1, 0.1),
    )


def hands(images: Batch, random: tf.random.Generator) -> Batch:
    """As ``digits``, for hands and pens that MNIST does not know.

    Lines tremble too, and the ink is down to a fifth fainter, or up to two fifths stronger: its
    soft edges harden.
    """
    ink = random.uniform([tf.shape(images)[0], 1, 1, 1], 0.8, 1.4)
    return tf.clip_by_value(ink * _bent(digits(images, random), random), 0.0, 1.0)


def steel(images: Batch, random: tf.random.Generator) -> Batch:
    """Another look at the same flaw: mirrored, turned by 180 degrees, lit otherwise.

    Steel has no up or down, and no left or right; both mirrors together turn by 180 degrees.
    Brightness changes by up to 0.25, contrast by 30 %. Nothing is cropped: a flaw may lie at the
    edge, and its class would go with it.
    """
    count = tf.shape(images)[0]
    images = _mirrored(images, random)
    mean = tf.reduce_mean(images, [1, 2, 3], keepdims=True)
    contrast = random.uniform([count, 1, 1, 1], 0.7, 1.3)
    brightness = random.uniform([count, 1, 1, 1], -0.25, 0.25)
    return tf.clip_by_value(mean + contrast * (images - mean) + brightness, 0.0, 1.0)


AUGMENTATIONS: dict[str, Augmentation] = {
    "nudge": nudge,
    "digits": digits,
    "hands": hands,
    "steel": steel,
}


def _pen_width(images: Batch, change: tf.Tensor) -> Batch:
    """Blend with the image grown (``change`` above 0) or shrunk (below) by a pixel each side."""
    grown = tf.nn.max_pool2d(images, 3, 1, "SAME")
    shrunk = -tf.nn.max_pool2d(-images, 3, 1, "SAME")
    thicker = tf.nn.relu(change) * (grown - images)
    return images + thicker + tf.nn.relu(-change) * (shrunk - images)


def _bent(images: Batch, random: tf.random.Generator) -> Batch:
    """Push every pixel to a smooth random place nearby, bilinearly; outside is 0.

    Source: P. Simard, D. Steinkraus, J. Platt, "Best practices for convolutional neural networks
    applied to visual document analysis", ICDAR 2003.
    """
    count, height, width = (tf.shape(images)[axis] for axis in range(3))
    push = random.normal([count, BENDS, BENDS, 2], stddev=PUSH)
    push = tf.image.resize(push, [height, width], "bicubic")
    rows = tf.cast(tf.range(height), tf.float32)[:, None] + push[..., 0]
    cols = tf.cast(tf.range(width), tf.float32) + push[..., 1]
    return _read_at(images, rows, cols)


def _read_at(images: Batch, rows: tf.Tensor, cols: tf.Tensor) -> Batch:
    """Values at fractional places (N, H, W), from the four pixels around each."""
    top, left = tf.floor(rows), tf.floor(cols)
    down, right = (rows - top)[..., None], (cols - left)[..., None]
    ringed = tf.pad(images, [[0, 0], [1, 1], [1, 1], [0, 0]])
    most = tf.shape(ringed)[1] - 1, tf.shape(ringed)[2] - 1

    def pixel(row: int, col: int) -> tf.Tensor:
        at_row = tf.clip_by_value(tf.cast(top, tf.int32) + 1 + row, 0, most[0])
        at_col = tf.clip_by_value(tf.cast(left, tf.int32) + 1 + col, 0, most[1])
        return tf.gather_nd(ringed, tf.stack([at_row, at_col], -1), batch_dims=1)

    upper = pixel(0, 0) * (1 - right) + pixel(0, 1) * right
    lower = pixel(1, 0) * (1 - right) + pixel(1, 1) * right
    return upper * (1 - down) + lower * down


def _mirrored(images: Batch, random: tf.random.Generator) -> Batch:
    """Mirror half of the images left to right, and half of them, independently, top to bottom."""
    count = tf.shape(images)[0]
    for axis in (1, 2):
        chosen = random.uniform([count, 1, 1, 1]) < 0.5
        images = tf.where(chosen, tf.reverse(images, [axis]), images)
    return images


def _warp(
    images: Batch,
    *,
    turn: tf.Tensor,
    zoom: tf.Tensor,
    shear: tf.Tensor,
    shift: tf.Tensor,
) -> Batch:
    """Move every image's content by an affine map about its centre, bilinearly; outside is 0.

    Parameters
    ----------
    turn, shear : (N,), in radians and in columns a row
    zoom : (N, 2), of x and y; above 1 enlarges
    shift : (N, 2), of x and y, in pixels of the input
    """
    size = tf.shape(images)[1:3]
    centre = (tf.cast(size[::-1], tf.float32) - 1) / 2
    cos, sin = tf.cos(turn), tf.sin(turn)
    # From an output pixel back to the input: unturn and unshear, then undo the zoom.
    to_x = tf.stack([cos, cos * shear - sin], 1) / zoom[:, :1]
    to_y = tf.stack([sin, sin * shear + cos], 1) / zoom[:, 1:]
    start = centre + shift
    offset_x = start[:, :1] - tf.reduce_sum(to_x * centre, 1, keepdims=True)
    offset_y = start[:, 1:] - tf.reduce_sum(to_y * centre, 1, keepdims=True)
    rows = [to_x, offset_x, to_y, offset_y, tf.zeros_like(to_x)]
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=tf.concat(rows, 1),
        output_shape=size,
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )
