"""A run's augmentation as plain code of a Keras script; only what is chosen is written.

Rotation, zoom, shear and shift are Keras's own layers. They interpolate one after the other, where
``augment.py`` does so once, and results differ no more than between two seeds. The rest is the
arithmetic of ``augment.py``. Source: https://keras.io/api/layers/preprocessing_layers.
"""

from collections.abc import Iterator

from cnnviz.training.augmentation import Augmentation
from cnnviz.training.image_changes import BY_NAME
from cnnviz.utils.text import capital

Lines = list[str]
INDENT = " " * 4
MOVES = ("rotate", "zoom", "shear", "shift")
FILL_MODES = {"black": "constant", "mirror": "reflect"}

DEFORM = """\
def deform(images):
    \"\"\"Displace pixels smoothly: bicubic between 5 x 5 random vectors, then bilinear.\"\"\"
    height, width = images.shape[1:3]
    moves = tf.random.normal((tf.shape(images)[0], 5, 5, 2), stddev={elastic:g})
    moves = tf.image.resize(moves, (height, width), "bicubic")
    rows = tf.range(height, dtype=tf.float32)[:, None] + moves[..., 0]
    cols = tf.range(width, dtype=tf.float32) + moves[..., 1]
    top, left = tf.floor(rows), tf.floor(cols)
    down, right = (rows - top)[..., None], (cols - left)[..., None]

    def pixel(row, col):
        row, col = tf.cast(row, tf.int32), tf.cast(col, tf.int32)
{pixel}

    upper = pixel(top, left) * (1 - right) + pixel(top, left + 1) * right
    lower = pixel(top + 1, left) * (1 - right) + pixel(top + 1, left + 1) * right
    return upper * (1 - down) + lower * down"""
PIXEL = {
    "black": """\
        inside = (row >= 0) & (row < height) & (col >= 0) & (col < width)
        row, col = tf.clip_by_value(row, 0, height - 1), tf.clip_by_value(col, 0, width - 1)
        found = tf.gather_nd(images, tf.stack([row, col], -1), batch_dims=1)
        return tf.where(inside[..., None], found, 0.0)""",
    "mirror": """\
        row, col = row % (2 * height), col % (2 * width)
        row, col = tf.minimum(row, 2 * height - 1 - row), tf.minimum(col, 2 * width - 1 - col)
        return tf.gather_nd(images, tf.stack([row, col], -1), batch_dims=1)""",
}
PEN = """\
change = tf.random.uniform(each, {thinner:g}, {thicker:g})
grown = tf.nn.max_pool2d(images, 3, 1, "SAME")
shrunk = -tf.nn.max_pool2d(-images, 3, 1, "SAME")
images += tf.nn.relu(change) * (grown - images) + tf.nn.relu(-change) * (shrunk - images)"""
CROP = """\
count = tf.shape(images)[0]
side = tf.random.uniform((count, 1), {least:g}, 1.0)
corner = tf.random.uniform((count, 2)) * (1 - side)
boxes = tf.concat([corner, corner + side], 1)
images = tf.image.crop_and_resize(images, boxes, tf.range(count), images.shape[1:3])"""
MIRROR = """\
images = tf.where(tf.random.uniform(each) < {share:g}, tf.reverse(images, [{axis}]), images)"""
INK = """\
images = tf.clip_by_value(images * tf.random.uniform(each, {least:g}, {most:g}), 0.0, 1.0)"""
SHADE = """\
turn = tf.random.uniform(each, maxval=2 * np.pi)  # where it falls to
rows = tf.linspace(-1.0, 1.0, images.shape[1])[:, None, None]
cols = tf.linspace(-1.0, 1.0, images.shape[2])[:, None]
place = (tf.cos(turn) * cols + tf.sin(turn) * rows) / (abs(tf.cos(turn)) + abs(tf.sin(turn)))
images *= 1 - tf.random.uniform(each, 0.0, {most:g}) * (1 + place) / 2"""
CONTRAST = """\
mean = tf.reduce_mean(images, (1, 2, 3), keepdims=True)
images = mean + tf.random.uniform(each, {least:g}, {most:g}) * (images - mean)"""


def augmentation_code(augmentation: Augmentation) -> Lines:
    """Write a function ``augment`` of batches (N, H, W, C) in [0, 1]; nothing without changes."""
    if not augmentation.amounts:
        return []
    definitions = []
    if any(getattr(augmentation, name) for name in MOVES):
        definitions.append(list(_move(augmentation)))
    if augmentation.elastic:
        pixel = PIXEL[augmentation.fill]
        definitions.append(DEFORM.format(elastic=augmentation.elastic, pixel=pixel).splitlines())
    steps = (*_geometry(augmentation), *_light(augmentation))
    body = "\n".join(steps).splitlines()
    definitions.append(
        [
            "def augment(images):",
            f'{INDENT}"""Change each image at random, anew in every epoch."""',
            f"{INDENT}each = (tf.shape(images)[0], 1, 1, 1)  # one number per image",
            *(INDENT + line for line in body),
            f"{INDENT}return images",
        ]
    )
    return "\n\n\n".join("\n".join(part) for part in definitions).splitlines()


def _move(augmentation: Augmentation) -> Iterator[str]:
    fill = f'fill_mode="{FILL_MODES[augmentation.fill]}"'
    yield "move = keras.Sequential(["
    if augmentation.rotate:
        yield f"{INDENT}layers.RandomRotation({augmentation.rotate:g} / 360, {fill}),"
    if augmentation.zoom:
        yield f"{INDENT}layers.RandomZoom({augmentation.zoom:g}, {augmentation.zoom:g}, {fill}),"
    if augmentation.shear:
        yield f"{INDENT}layers.RandomShear({augmentation.shear:g}, 0.0, {fill}),"
    if augmentation.shift:
        shift = f"{augmentation.shift:g}, {augmentation.shift:g}"
        yield f"{INDENT}layers.RandomTranslation({shift}, {fill}),"
    yield "])"


def _geometry(chosen: Augmentation) -> Iterator[str]:
    """Write the steps in the order of ``augment.augmented``, each below what it does."""
    if chosen.pen_thinner or chosen.pen_thicker:
        yield from _comments(chosen, "pen_thinner", "pen_thicker")
        yield PEN.format(thinner=0.0 - chosen.pen_thinner, thicker=chosen.pen_thicker)
    if any(getattr(chosen, name) for name in MOVES):
        yield from _comments(chosen, *MOVES)
        yield "images = move(images, training=True)"
    if chosen.crop:
        yield from _comments(chosen, "crop")
        yield CROP.format(least=1 - chosen.crop)
    if chosen.elastic:
        yield from _comments(chosen, "elastic")
        yield "images = deform(images)"
    for name, axis in (("mirror_vertical", 1), ("mirror_horizontal", 2)):
        if share := getattr(chosen, name):
            yield from _comments(chosen, name)
            yield MIRROR.format(share=share, axis=axis)


def _light(chosen: Augmentation) -> Iterator[str]:
    if chosen.ink_weaker or chosen.ink_stronger:
        yield from _comments(chosen, "ink_weaker", "ink_stronger")
        yield INK.format(least=1 - chosen.ink_weaker, most=1 + chosen.ink_stronger)
    if chosen.shading:
        yield from _comments(chosen, "shading")
        yield SHADE.format(most=chosen.shading)
    if chosen.contrast:
        yield from _comments(chosen, "contrast")
        yield CONTRAST.format(least=1 - chosen.contrast, most=1 + chosen.contrast)
    if chosen.brightness:
        yield from _comments(chosen, "brightness")
        most = f"{chosen.brightness:g}"
        yield f"images += tf.random.uniform(each, -{most}, {most})"
    if chosen.noise:
        yield from _comments(chosen, "noise")
        yield f"images += tf.random.normal(tf.shape(images), stddev={chosen.noise:g})"
    if chosen.contrast or chosen.brightness or chosen.noise:
        yield "images = tf.clip_by_value(images, 0.0, 1.0)"


def _comments(chosen: Augmentation, *names: str) -> Iterator[str]:
    for name in names:
        if value := getattr(chosen, name):
            yield f"# {capital(BY_NAME[name].described(value))}."
