"""Random changes to training images that keep their class; drawn anew in every epoch.

They run as TensorFlow operations on whole batches: float32 (N, H, W, C) in [0, 1], in and out.
Keras's RandomRotation, RandomZoom, RandomShear and RandomTranslation in turn interpolate four times
and took 11.5 ms of CPU time for 128 images of 28 × 28, ``nudge`` 4.6 ms; RandomElasticTransform
changes only about half of the images, and a whole batch with one strength.
"""

from collections.abc import Callable
from math import pi
from typing import Any

import tensorflow as tf

Batch = Any  # a tensor; TensorFlow has no types that mypy could read
Augmentation = Callable[[Batch, Any], Batch]

CONTROL_POINTS = 5  # per side of an elastic deformation; interpolated between them
DISPLACEMENT = 0.4  # pixels, standard deviation of a control point's displacement


def nudge(images: Batch, random: tf.random.Generator) -> Batch:
    """Apply a small rotation, scaling, shear and shift, as if the same person wrote again.

    Up to 7.5 degrees, 8 %, 0.1 and a twentieth of the side: variation that a training of few
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
    """Apply a rotation, scaling, shear, shift and pen width, as if another person wrote.

    Up to 12 degrees, 15 %, 0.2 and a tenth of the side; each edge of a stroke moves by half a
    pixel inwards to three quarters outwards. Pixels from outside the image are 0.
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


def digits_elastic(images: Batch, random: tf.random.Generator) -> Batch:
    """As ``digits``, with an elastic deformation and a change of ink intensity.

    Ink is multiplied by 0.8 to 1.4 and clipped at 1, which hardens the soft edges of strokes.
    """
    ink = random.uniform([tf.shape(images)[0], 1, 1, 1], 0.8, 1.4)
    return tf.clip_by_value(ink * _deformed(digits(images, random), random), 0.0, 1.0)


def steel(images: Batch, random: tf.random.Generator) -> Batch:
    """Mirror images at random, and change their brightness and contrast.

    A steel surface has no orientation; both mirrorings together rotate by 180 degrees.
    Brightness changes by up to 0.25, contrast by up to 30 %. Nothing is cropped: a defect may lie
    at the edge, and a crop would lose it but keep its label.
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
    "digits-elastic": digits_elastic,
    "steel": steel,
}


def _pen_width(images: Batch, change: tf.Tensor) -> Batch:
    """Blend with the image's grey dilation (``change`` above 0) or erosion (below 0), 3 × 3."""
    thicker = tf.nn.relu(change) * (_dilated(images) - images)
    return images + thicker - tf.nn.relu(-change) * (images + _dilated(-images))


def _dilated(images: Batch) -> Batch:
    """The largest value in each pixel's 3 × 3 neighbourhood.

    ``tf.nn.max_pool2d`` takes five times as long for one channel.
    """
    # An edge's own pixel, repeated outside of it, changes no maximum.
    padded = tf.pad(images, [[0, 0], [1, 1], [0, 0], [0, 0]], "SYMMETRIC")
    rows = tf.maximum(tf.maximum(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    padded = tf.pad(rows, [[0, 0], [0, 0], [1, 1], [0, 0]], "SYMMETRIC")
    return tf.maximum(tf.maximum(padded[:, :, :-2], padded[:, :, 1:-1]), padded[:, :, 2:])


def _deformed(images: Batch, random: tf.random.Generator) -> Batch:
    """Deform images elastically: a smooth random displacement of every pixel; outside is 0.

    References
    ----------
    P. Simard, D. Steinkraus, J. Platt, "Best practices for convolutional neural networks applied
    to visual document analysis", ICDAR 2003.
    """
    count, height, width = (tf.shape(images)[axis] for axis in range(3))
    shape = [count, CONTROL_POINTS, CONTROL_POINTS, 2]
    displacement = random.normal(shape, stddev=DISPLACEMENT)
    displacement = tf.image.resize(displacement, [height, width], "bicubic")
    rows = tf.cast(tf.range(height), tf.float32)[:, None] + displacement[..., 0]
    cols = tf.cast(tf.range(width), tf.float32) + displacement[..., 1]
    return _interpolated(images, rows, cols)


def _interpolated(images: Batch, rows: tf.Tensor, cols: tf.Tensor) -> Batch:
    """Interpolate images bilinearly at fractional positions (N, H, W)."""
    top, left = tf.floor(rows), tf.floor(cols)
    down, right = (rows - top)[..., None], (cols - left)[..., None]
    padded = tf.pad(images, [[0, 0], [1, 1], [1, 1], [0, 0]])
    last = tf.shape(padded)[1] - 1, tf.shape(padded)[2] - 1

    def pixel(row: int, col: int) -> tf.Tensor:
        at_row = tf.clip_by_value(tf.cast(top, tf.int32) + 1 + row, 0, last[0])
        at_col = tf.clip_by_value(tf.cast(left, tf.int32) + 1 + col, 0, last[1])
        return tf.gather_nd(padded, tf.stack([at_row, at_col], -1), batch_dims=1)

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
    """Apply an affine map about each image's centre, with bilinear interpolation; outside is 0.

    Parameters
    ----------
    turn, shear : tensor
        float (N,): rotation in radians, and horizontal shear in columns per row.
    zoom : tensor
        float (N, 2), of x and y; above 1 enlarges.
    shift : tensor
        float (N, 2), of x and y, in pixels of the input.
    """
    size = tf.shape(images)[1:3]
    centre = (tf.cast(size[::-1], tf.float32) - 1) / 2
    cos, sin = tf.cos(turn), tf.sin(turn)
    # The inverse map, from an output pixel to the input: rotation, shear and zoom undone.
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
