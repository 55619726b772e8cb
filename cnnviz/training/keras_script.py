"""A run's settings as a plain Keras script that runs without cnnviz.

Source: https://keras.io/api.
"""

from collections.abc import Sequence
from pathlib import Path

from cnnviz.data import folds
from cnnviz.layers import Layer, Shape
from cnnviz.networks import with_output
from cnnviz.training.config import RunConfig
from cnnviz.training.keras_augmentation import augmentation_code

Lines = list[str]
INDENT = " " * 4
GROUP_FOLDS = 7  # one of them is about the 15 % that a split by group holds out

MNIST = """\
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = x[..., None] / 255.0, x_test[..., None] / 255.0"""
MNIST_DRAWN = f"""\
{MNIST}
# In cnnviz this run also learns drawn digits, which a program makes."""
DIGITS = """\
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

x, y = load_digits(return_X_y=True)
# In cnnviz each digit is also sharpened, and its ink scaled and centred like MNIST's.
x = tf.image.resize(x.reshape(-1, 8, 8, 1) / 16.0, (28, 28)).numpy()
x, x_test, y, y_test = train_test_split(x, y, test_size=0.15, random_state=SEED, stratify=y)"""
FOLDERS = """\
def read(folder):
    \"\"\"Read all images of a directory with one subfolder per class.\"\"\"
    images = keras.utils.image_dataset_from_directory(
        folder, color_mode="{mode}", image_size=({height}, {width}), batch_size=None,
        interpolation="area", shuffle=False,
    )
    x, y = zip(*images.as_numpy_iterator())
    return np.stack(x) / 255.0, np.array(y){files}


x, y{more} = read("{data}/train/images")
x_test, y_test{more_test} = read("{data}/validation/images")"""
LEFT_OUT = """\

LEFT_OUT = {names}
kept = [not path.endswith(LEFT_OUT) for path in files]
kept_test = [not path.endswith(LEFT_OUT) for path in files_test]
x, y, files = x[kept], y[kept], files[kept]
x_test, y_test, files_test = x_test[kept_test], y_test[kept_test], files_test[kept_test]"""
GROUPS = """\

# Images that overlap or are equal stay on one side. groups.csv names each image's group:
# save it from "Look at the data" in cnnviz.
import csv

from sklearn.model_selection import StratifiedGroupKFold

with open("groups.csv", newline="") as file:
    rows = list(csv.DictReader(file))
x, y = np.concatenate([x, x_test]), np.concatenate([y, y_test])
files = [*files, *files_test]
groups = [next(row["group"] for row in rows if path.endswith(row["file"])) for path in files]
splitter = StratifiedGroupKFold({folds}, shuffle=True, random_state=SEED)
learned, held_out = list(splitter.split(x, y, groups))[{index}]
x, x_test, y, y_test = x[learned], x[held_out], y[learned], y[held_out]"""
NOT_WRITTEN = """\
# In cnnviz this run leaves images out or splits by group; here the data set is as it comes."""

ONE_CYCLE = """\
# One cycle: linearly up to RATE, then along a cosine to 0.
steps = EPOCHS * len(train)
warm_up = round(0.3 * steps)
rate = keras.optimizers.schedules.CosineDecay(
    RATE / 25, steps - warm_up, warmup_target=RATE, warmup_steps=warm_up
)"""
WARM_RESTART = """\
# Warm restart: along a cosine from RATE to 0 in a third of the steps, then again in the rest.
steps = EPOCHS * len(train)
rate = keras.optimizers.schedules.CosineDecayRestarts(RATE, steps / 3, t_mul=2)"""
SMOOTHED = """\

def smoothed(labels, probabilities):
    \"\"\"Cross-entropy; {share} of each label is spread evenly over all classes.\"\"\"
    targets = keras.ops.one_hot(keras.ops.cast(labels, "int32"), {classes})
    return keras.losses.categorical_crossentropy(
        targets, probabilities, label_smoothing={share}
    )
"""
CLASS_WEIGHTS = """\
# The rarer a class, the more the loss of its images counts.
counts = np.bincount(y, minlength={classes})
class_weight = dict(enumerate(len(y) / (np.count_nonzero(counts) * np.maximum(counts, 1))))"""
PLAIN_LOSS = '"sparse_categorical_crossentropy"'
METRICS = '["accuracy"]'
PLAIN_LOSS_BESIDE = """["accuracy", keras.metrics.SparseCategoricalCrossentropy("cross_entropy")]"""
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
    augmentation = augmentation_code(config.augmentation)
    parts = (
        _head(config),
        _data(config, input_shape),
        *([augmentation] if augmentation else []),
        _batches(config),
        _model(config, input_shape, classes),
        _rate(config),
        *([_smoothed(config, classes)] if config.label_smoothing else []),
        *([_class_weights(classes)] if config.class_weights != "none" else []),
        _fit(config),
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
    by_file = bool(config.left_out) or folds.needs_groups(config.held_out)
    known = {"mnist": MNIST, "mnist-drawn": MNIST_DRAWN, "digits": DIGITS}
    if config.dataset in known and (height, width) == (28, 28):
        return [*([NOT_WRITTEN] if by_file else []), *known[config.dataset].splitlines()]
    names = {"neu": "NEU-DET", "steel-synthetic": "steel"}
    lines = FOLDERS.format(
        mode="grayscale" if channels == 1 else "rgb",
        height=height,
        width=width,
        data=names.get(config.dataset) or Path(config.dataset).stem,
        files=", np.array(images.file_paths)" if by_file else "",
        more=", files" if by_file else "",
        more_test=", files_test" if by_file else "",
    ).splitlines()
    if config.left_out:
        lines += LEFT_OUT.format(names=repr(config.left_out)).splitlines()
    if folds.needs_groups(config.held_out):
        number, count = folds.fold(config.held_out) or (1, GROUP_FOLDS)
        lines += GROUPS.format(folds=count, index=number - 1).splitlines()
    return lines


def _batches(config: RunConfig) -> Lines:
    lines = [
        "train = tf.data.Dataset.from_tensor_slices((x.astype(np.float32), y))",
        "train = train.shuffle(len(x), seed=SEED).batch(BATCH)",
    ]
    if config.augmentation.amounts:
        lines.append("train = train.map(lambda images, labels: (augment(images), labels))")
    return [*lines, "train = train.prefetch(2)"]


def _model(config: RunConfig, input_shape: Shape, classes: int) -> Lines:
    network = [layer for _, layer in with_output(config.network, classes)]
    if any(layer.adds_back for layer in network):
        return _functional(network, input_shape)
    steps = (step for layer in network for step in layer_code(layer))
    return [
        "model = keras.Sequential([",
        f"{INDENT}keras.Input({input_shape}),",
        *(f"{INDENT}{step}," for step in steps),
        "])",
    ]


def _functional(network: Sequence[Layer], input_shape: Shape) -> Lines:
    """Write a network with residual connections; outputs that are added later get a name."""
    sources = {at - layer.adds_back for at, layer in enumerate(network) if layer.adds_back}
    kept = {at: f"skip_{number}" for number, at in enumerate(sorted(sources), start=1)}
    lines = [f"inputs = x = keras.Input({input_shape})"]
    for at, layer in enumerate(network):
        if at in kept:
            lines.append(f"{kept[at]} = x")
        inputs = f"[x, {kept[at - layer.adds_back]}]" if layer.adds_back else "x"
        lines += [f"x = {step}({inputs})" for step in layer_code(layer)]
    return [*lines, "model = keras.Model(inputs, x)"]


def layer_code(layer: Layer) -> Lines:
    """Write a layer's calls in Keras, ``layers.Conv2D(32, 3, padding="same")``, without defaults.

    Padding in numbers is a layer of its own, before the layer that it belongs to.
    """
    return [call.code("layers") for call in layer.keras_calls()]


def _rate(config: RunConfig) -> Lines:
    return RATES[config.schedule].splitlines()


def _smoothed(config: RunConfig, classes: int) -> Lines:
    return SMOOTHED.format(classes=classes, share=config.label_smoothing).splitlines()


def _class_weights(classes: int) -> Lines:
    return CLASS_WEIGHTS.format(classes=classes).splitlines()


def _fit(config: RunConfig) -> Lines:
    smoothed, weighted = bool(config.label_smoothing), config.class_weights != "none"
    class_weight = ", class_weight=class_weight" if weighted else ""
    return [
        "model.compile(",
        f"{INDENT}{config.optimiser.code('rate')},",
        f"{INDENT}loss={'smoothed' if smoothed else PLAIN_LOSS},",
        f"{INDENT}metrics={PLAIN_LOSS_BESIDE if smoothed or weighted else METRICS},",
        f"{INDENT}jit_compile=False,  # XLA is slower for networks this small on a CPU",
        ")",
        f"model.fit(train, epochs=EPOCHS, validation_data=(x_test, y_test){class_weight})",
    ]
