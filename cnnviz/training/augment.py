"""Random changes to training images; drawn anew in every epoch.

They run as TensorFlow operations on whole batches: float32 (N, H, W, C) in [0, 1], in and out.
Keras's RandomRotation, RandomZoom, RandomShear and RandomTranslation in turn interpolate four times
and took 11.5 ms of CPU time for 128 images of 28 × 28, the preset "nudge" 4.6 ms;
RandomElasticTransform changes only about half of the images, and a whole batch with one strength.
"""

from dataclasses import dataclass
from math import pi, radians
from typing import Any

import tensorflow as tf

from cnnviz.training.augmentation import Augmentation, Fill

Random = Any  # StepRandom, or a generator of TensorFlow
Batch = Any  # a tensor; TensorFlow has no types that mypy could read

CONTROL_POINTS = 5  # per side of an elastic deformation; interpolated between them
AFFINE = ("rotate", "zoom", "shear", "shift", "crop")


def augmented(images: Batch, augmentation: Augmentation, random: Random) -> Batch:
    """Change each image at random; without any change, return the images themselves.

    Parameters
    ----------
    images : tensor
        float32 (N, H, W, C) in [0, 1].
    augmentation : Augmentation
        Which changes, and how strong.
    random : StepRandom or tf.random.Generator
        Decides; each call draws anew.

    Returns
    -------
    tensor
        float32 (N, H, W, C) in [0, 1].
    """
    drawn = _Draws(tf.shape(images)[0], random)
    # Drawn first, so that runs of earlier versions are repeated exactly.
    ink = drawn.factor(augmentation.ink_weaker, augmentation.ink_stronger)
    if augmentation.pen_thinner or augmentation.pen_thicker:
        change = drawn.uniform([1, 1, 1], -augmentation.pen_thinner, augmentation.pen_thicker)
        images = pen_width(images, change)
    images = _moved(images, augmentation, drawn)
    if augmentation.elastic:
        shape = [drawn.count, CONTROL_POINTS, CONTROL_POINTS, 2]
        displacement = random.normal(shape, stddev=augmentation.elastic)
        images = deformed(images, displacement, augmentation.fill)
    for axis, share in ((1, augmentation.mirror_vertical), (2, augmentation.mirror_horizontal)):
        if share:
            mirrored = drawn.uniform([1, 1, 1], 0.0, 1.0) < share
            images = tf.where(mirrored, tf.reverse(images, [axis]), images)
    if ink is not None:
        images = tf.clip_by_value(ink * images, 0.0, 1.0)
    return _lit(images, augmentation, drawn)


@dataclass(frozen=True)
class _Draws:
    """Random numbers for a batch: one, or one array, per image."""

    count: Any
    random: Random

    def uniform(self, shape: list[int], least: float, most: float) -> tf.Tensor:
        """Draw (N, *shape)."""
        return self.random.uniform([self.count, *shape], least, most)

    def factor(self, down: float, up: float) -> tf.Tensor | None:
        """Draw factors (N, 1, 1, 1) from 1 - down to 1 + up; None where both are 0."""
        return self.uniform([1, 1, 1], 1 - down, 1 + up) if down or up else None


def _moved(images: Batch, augmentation: Augmentation, drawn: _Draws) -> Batch:
    """Rotate, scale, slant, shift and crop with one interpolation."""
    if not any(getattr(augmentation, name) for name in AFFINE):
        return images
    size = tf.cast(tf.shape(images)[2:0:-1], tf.float32)  # width, height

    def within(amount: float, shape: list[int], about: float = 0.0) -> tf.Tensor:
        if amount:
            return drawn.uniform(shape, about - amount, about + amount)
        return tf.fill([drawn.count, *shape], about)

    turn = within(radians(augmentation.rotate), [])
    zoom = within(augmentation.zoom, [2], 1.0)
    shear = within(augmentation.shear, [])
    shift = size * within(augmentation.shift, [2])
    crop = None
    if augmentation.crop:
        share = drawn.uniform([1], 1 - augmentation.crop, 1.0)
        crop = share, drawn.uniform([2], -1.0, 1.0)
    fill = augmentation.fill
    return warp(images, turn=turn, zoom=zoom, shear=shear, shift=shift, crop=crop, fill=fill)


def _lit(images: Batch, augmentation: Augmentation, drawn: _Draws) -> Batch:
    """Change light and noise."""
    if augmentation.shading:
        fall = drawn.uniform([], 0.0, augmentation.shading)
        images = shaded(images, fall, drawn.uniform([], 0.0, 2 * pi))
    contrast = drawn.factor(augmentation.contrast, augmentation.contrast)
    if contrast is not None:
        mean = tf.reduce_mean(images, [1, 2, 3], keepdims=True)
        images = mean + contrast * (images - mean)
    if augmentation.brightness:
        images += drawn.uniform([1, 1, 1], -augmentation.brightness, augmentation.brightness)
    if augmentation.noise:
        images += drawn.random.normal(tf.shape(images), stddev=augmentation.noise)
    if augmentation.contrast or augmentation.brightness or augmentation.noise:
        images = tf.clip_by_value(images, 0.0, 1.0)
    return images


def pen_width(images: Batch, change: tf.Tensor) -> Batch:
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


def shaded(images: Batch, fall: tf.Tensor, direction: tf.Tensor) -> Batch:
    """Shade images as light from one side does: by a factor that falls linearly across each.

    Parameters
    ----------
    fall : tensor
        float (N,): the factor is 1 at the brightest corner, 1 - fall at the darkest one.
    direction : tensor
        float (N,): where it falls to, in radians; 0 is to the right, pi / 2 is down.
    """
    along_x, along_y = (part(direction)[:, None, None] for part in (tf.cos, tf.sin))
    size = tf.shape(images)
    rows, cols = tf.linspace(-1.0, 1.0, size[1])[:, None], tf.linspace(-1.0, 1.0, size[2])
    farthest = tf.abs(along_x) + tf.abs(along_y)  # of any pixel; the corners lie at +-1
    place = (1 + (along_x * cols + along_y * rows) / farthest) / 2
    return images * (1 - fall[:, None, None] * place)[..., None]


def deformed(images: Batch, displacement: tf.Tensor, fill: Fill = "black") -> Batch:
    """Deform images elastically: a smooth random displacement of every pixel.

    Parameters
    ----------
    displacement : tensor
        float (N, points, points, 2): rows and columns, in pixels, at evenly spaced points.

    References
    ----------
    P. Simard, D. Steinkraus, J. Platt, "Best practices for convolutional neural networks applied
    to visual document analysis", ICDAR 2003.
    """
    height, width = tf.shape(images)[1], tf.shape(images)[2]
    displacement = tf.image.resize(displacement, [height, width], "bicubic")
    rows = tf.cast(tf.range(height), tf.float32)[:, None] + displacement[..., 0]
    cols = tf.cast(tf.range(width), tf.float32) + displacement[..., 1]
    return _interpolated(images, rows, cols, fill)


def _interpolated(images: Batch, rows: tf.Tensor, cols: tf.Tensor, fill: Fill) -> Batch:
    """Interpolate images bilinearly at fractional positions (N, H, W)."""
    top, left = tf.floor(rows), tf.floor(cols)
    down, right = (rows - top)[..., None], (cols - left)[..., None]
    if fill == "black":
        images = tf.pad(images, [[0, 0], [1, 1], [1, 1], [0, 0]])
        top, left = top + 1, left + 1
    size = tf.shape(images)
    inside = _clipped if fill == "black" else _reflected

    def pixel(row: int, col: int) -> tf.Tensor:
        at_row = inside(tf.cast(top, tf.int32) + row, size[1])
        at_col = inside(tf.cast(left, tf.int32) + col, size[2])
        return tf.gather_nd(images, tf.stack([at_row, at_col], -1), batch_dims=1)

    upper = pixel(0, 0) * (1 - right) + pixel(0, 1) * right
    lower = pixel(1, 0) * (1 - right) + pixel(1, 1) * right
    return upper * (1 - down) + lower * down


def _clipped(indices: tf.Tensor, size: tf.Tensor) -> tf.Tensor:
    return tf.clip_by_value(indices, 0, size - 1)


def _reflected(indices: tf.Tensor, size: tf.Tensor) -> tf.Tensor:
    """Mirror indices at the edges, whose pixels come twice: 2 1 0 0 1 2."""
    turned = tf.math.floormod(indices, 2 * size)
    return tf.minimum(turned, 2 * size - 1 - turned)


def warp(
    images: Batch,
    *,
    turn: tf.Tensor,
    zoom: tf.Tensor,
    shear: tf.Tensor,
    shift: tf.Tensor,
    crop: tuple[tf.Tensor, tf.Tensor] | None = None,
    fill: Fill = "black",
) -> Batch:
    """Apply an affine map about each image's centre, with bilinear interpolation.

    Parameters
    ----------
    turn, shear : tensor
        float (N,): rotation in radians, and horizontal shear in columns per row.
    zoom : tensor
        float (N, 2), of x and y; above 1 enlarges.
    shift : tensor
        float (N, 2), of x and y, in pixels of the input.
    crop : tuple of tensor, optional
        A part of the result, enlarged to the whole size: float (N, 1), its sides as a share; and
        float (N, 2), its place in x and y, from -1, at the left or top, to 1.
    fill : {"black", "mirror"}
        What is outside of the image.
    """
    size = tf.shape(images)[1:3]
    centre = (tf.cast(size[::-1], tf.float32) - 1) / 2
    cos, sin = tf.cos(turn), tf.sin(turn)
    # The inverse map, from an output pixel to the input: rotation, shear and zoom undone.
    to_x = tf.stack([cos, cos * shear - sin], 1) / zoom[:, :1]
    to_y = tf.stack([sin, sin * shear + cos], 1) / zoom[:, 1:]
    start = centre + shift
    if crop:
        share, place = crop
        part = (1 - share) * place * centre  # the part's centre, seen from the image's
        dots = [tf.reduce_sum(to * part, 1, keepdims=True) for to in (to_x, to_y)]
        start += tf.concat(dots, 1)
        to_x, to_y = to_x * share, to_y * share
    offset_x = start[:, :1] - tf.reduce_sum(to_x * centre, 1, keepdims=True)
    offset_y = start[:, 1:] - tf.reduce_sum(to_y * centre, 1, keepdims=True)
    rows = [to_x, offset_x, to_y, offset_y, tf.zeros_like(to_x)]
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=tf.concat(rows, 1),
        output_shape=size,
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode={"black": "CONSTANT", "mirror": "REFLECT"}[fill],
    )
