"""A run's settings as a plain Keras script, to be read, copied and run without cnnviz.

The augmentation is written with Keras's own layers; ``augment.py`` does the same with fewer
operations, so that figures agree within what another seed changes.
Source: https://keras.io/api.
"""

from dataclasses import fields
from pathlib import Path
from typing import Any

from cnnviz.layers import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    Layer,
    LayerNorm,
    MaxPool2D,
    Pool2D,
    ReLU,
    Shape,
)
from cnnviz.networks.architecture import with_output
from cnnviz.training.config import RunConfig

Lines = list[str]
INDENT = " " * 4
KERAS_NAMES = {
    Conv2D: "Conv2D",
    MaxPool2D: "MaxPooling2D",
    AveragePool2D: "AveragePooling2D",
    GlobalAveragePool2D: "GlobalAveragePooling2D",
    ReLU: "ReLU",
    Flatten: "Flatten",
    Dense: "Dense",
    Dropout: "Dropout",
}
ARGUMENTS = {"stride": "strides", "dilation": "dilation_rate"}

MNIST = """\
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = x[..., None] / 255.0, x_test[..., None] / 255.0"""
DIGITS = """\
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

x, y = load_digits(return_X_y=True)
x = tf.image.resize(x.reshape(-1, 8, 8, 1) / 16.0, (28, 28)).numpy()
x, x_test, y, y_test = train_test_split(x, y, test_size=0.15, random_state=SEED, stratify=y)"""
FOLDERS = """\
def read(folder):
    \"\"\"Read all images of a folder that has a folder a class.\"\"\"
    images = keras.utils.image_dataset_from_directory(
        folder, color_mode="{mode}", image_size=({height}, {width}), batch_size=None,
        interpolation="area", shuffle=False,
    )
    x, y = zip(*images.as_numpy_iterator())
    return np.stack(x) / 255.0, np.array(y)


x, y = read("{data}/train/images")
x_test, y_test = read("{data}/validation/images")"""

STEEL = """\
augment = keras.Sequential([
    layers.RandomFlip("horizontal_and_vertical"),  # both together turn by 180 degrees
    layers.RandomContrast(0.3, value_range=(0, 1)),
    layers.RandomBrightness(0.25, value_range=(0, 1)),
])"""
PEN = """\
def pen(images):
    \"\"\"Another pen: up to half a pixel thinner, three quarters thicker.\"\"\"
    change = tf.random.uniform((tf.shape(images)[0], 1, 1, 1), -0.5, 0.75)
    grown = tf.nn.max_pool2d(images, 3, 1, "SAME")
    shrunk = -tf.nn.max_pool2d(-images, 3, 1, "SAME")
    thicker = tf.nn.relu(change) * (grown - images)
    return images + thicker + tf.nn.relu(-change) * (shrunk - images)"""
MOVED = """\
{name} = keras.Sequential([
    layers.RandomRotation({degrees} / 360, fill_mode="constant"),
    layers.RandomZoom({zoom}, {zoom}, fill_mode="constant"),
    layers.RandomShear({shear}, 0.0, fill_mode="constant"),
    layers.RandomTranslation({shift}, {shift}, fill_mode="constant"),
])"""
NUDGE = MOVED.format(name="nudge", degrees=7.5, zoom=0.08, shear=0.1, shift=0.05)
HAND = MOVED.format(name="hand", degrees=12, zoom=0.15, shear=0.2, shift=0.1)
INK = """\
tremble = layers.RandomElasticTransform(1.0, 0.5, fill_mode="constant", value_range=(0, 1))


def ink(images):
    \"\"\"Other ink: down to a fifth fainter, up to two fifths stronger, so that edges harden.\"\"\"
    strength = tf.random.uniform((tf.shape(images)[0], 1, 1, 1), 0.8, 1.4)
    return tf.clip_by_value(strength * images, 0.0, 1.0)"""
AUGMENTATIONS = {
    "nudge": [NUDGE],
    "digits": [PEN, "", "", HAND],
    "hands": [PEN, "", "", HAND, INK],
    "steel": [STEEL],
}
CALLS = {
    "nudge": "nudge(images, training=True)",
    "digits": "hand(pen(images), training=True)",
    "hands": "ink(tremble(hand(pen(images), training=True), training=True))",
    "steel": "augment(images, training=True)",
}

ONE_CYCLE = """\
# One cycle: up to RATE in a straight line, then a cosine down to 0.
steps = EPOCHS * len(train)
warm_up = round(0.3 * steps)
rate = keras.optimizers.schedules.CosineDecay(
    RATE / 25, steps - warm_up, warmup_target=RATE, warmup_steps=warm_up
)"""
WARM_RESTART = """\
# A warm restart: a cosine from RATE down to 0 in a third of the steps, then one over the rest.
steps = EPOCHS * len(train)
rate = keras.optimizers.schedules.CosineDecayRestarts(RATE, steps / 3, t_mul=2)"""
RATES = {"constant": "rate = RATE", "one-cycle": ONE_CYCLE, "warm-restart": WARM_RESTART}


def script(config: RunConfig, input_shape: Shape, classes: int) -> str:
    """Write the training of a run as a script.

    Parameters
    ----------
    config : RunConfig
        The settings; a data set that Keras cannot fetch is read from folders of images.
    input_shape : (height, width, channels)
        Of the images, once scaled.
    classes : int
        Number of classes.
    """
    parts = (
        _head(config),
        _data(config, input_shape),
        *(([_augmentation(config)]) if config.augmentation != "none" else []),
        _batches(config),
        _model(config, input_shape, classes),
        _rate(config),
        _fit(),
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(config: RunConfig) -> Lines:
    return [
        f'"""{config.architecture}, trained as cnnviz trains it."""',
        "",
        "import keras",
        "import numpy as np",
        "import tensorflow as tf",
        "from keras import layers",
        "",
        f"EPOCHS, BATCH, RATE, SEED = {config.epochs}, {config.batch_size}, "
        f"{config.learning_rate!r}, {config.seed}",
        "keras.utils.set_random_seed(SEED)",
    ]


def _data(config: RunConfig, input_shape: Shape) -> Lines:
    height, width, channels = input_shape
    known = {"mnist": MNIST, "digits": DIGITS}
    if config.dataset in known and (height, width) == (28, 28):
        return known[config.dataset].splitlines()
    names = {"neu": "NEU-DET", "steel-synthetic": "steel"}
    return FOLDERS.format(
        mode="grayscale" if channels == 1 else "rgb",
        height=height,
        width=width,
        data=names.get(config.dataset) or Path(config.dataset).stem,
    ).splitlines()


def _augmentation(config: RunConfig) -> Lines:
    return "\n".join(AUGMENTATIONS[config.augmentation]).splitlines()


def _batches(config: RunConfig) -> Lines:
    lines = [
        "train = tf.data.Dataset.from_tensor_slices((x.astype(np.float32), y))",
        "train = train.shuffle(len(x), seed=SEED).batch(BATCH)",
    ]
    if config.augmentation != "none":
        changed = CALLS[config.augmentation]
        lines += ["train = train.map(", f"{INDENT}lambda images, labels: ({changed}, labels)", ")"]
    return [*lines, "train = train.prefetch(2)"]


def _model(config: RunConfig, input_shape: Shape, classes: int) -> Lines:
    steps = (layer_call(layer) for _, layer in with_output(config.network, classes))
    return [
        "model = keras.Sequential([",
        f"{INDENT}keras.Input({input_shape}),",
        *(f"{INDENT}layers.{step}," for step in steps),
        "])",
    ]


def layer_call(layer: Layer) -> str:
    """Write a layer's call in Keras, ``Conv2D(32, 3, padding="same")``, without its defaults.

    Our layers' defaults are Keras's, but for those of the normalisations.
    """
    if isinstance(layer, BatchNorm):
        return "BatchNormalization(momentum=0.9)"
    if isinstance(layer, LayerNorm):
        return "LayerNormalization(axis=(1, 2, 3), center=False, scale=False)"
    leading = {Conv2D: ("filters", "kernel"), Dense: ("units",), Dropout: ("rate",)}
    first = ("size",) if isinstance(layer, Pool2D) else leading.get(type(layer), ())
    given = [repr(getattr(layer, name)) for name in first]
    named = [
        f"{ARGUMENTS.get(field.name, field.name)}={_written(getattr(layer, field.name))}"
        for field in fields(layer)
        if field.name not in first and getattr(layer, field.name) != field.default
    ]
    return f"{KERAS_NAMES[type(layer)]}({', '.join([*given, *named])})"


def _written(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _rate(config: RunConfig) -> Lines:
    return RATES[config.schedule].splitlines()


def _fit() -> Lines:
    return [
        "model.compile(",
        f"{INDENT}keras.optimizers.Adam(rate),",
        f'{INDENT}loss="sparse_categorical_crossentropy",',
        f'{INDENT}metrics=["accuracy"],',
        f"{INDENT}jit_compile=False,  # XLA takes longer for networks as small as this, on a CPU",
        ")",
        "model.fit(train, epochs=EPOCHS, validation_data=(x_test, y_test))",
    ]
