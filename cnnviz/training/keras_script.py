"""A run's settings as a plain Keras script that runs without cnnviz.

Source: https://keras.io/api.
"""

from collections.abc import Sequence

from cnnviz.layers import Layer, Shape
from cnnviz.networks import with_output
from cnnviz.training.config import RunConfig
from cnnviz.training.keras_augmentation import augmentation_code
from cnnviz.training.script_data import data_code

Lines = list[str]
INDENT = " " * 4

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
CHANGED_RATES = """\
# Learning rates that were set while it trained, by the steps done before.
rates = {rates}


class Changed(keras.optimizers.schedules.LearningRateSchedule):
    \"\"\"A learning rate or schedule, until another rate is set.\"\"\"

    def __init__(self, planned):
        self.planned = planned

    def __call__(self, step):
        now = self.planned(step) if callable(self.planned) else self.planned
        for start, value in rates.items():
            now = keras.ops.where(step >= start, value, now)
        return now

    def get_config(self):
        return {{"planned": self.planned}}


rate = Changed(rate)"""
STOP_EARLY = """\
# When it ends early, by the steps done before: (epochs without improvement, accuracy); 0 for never.
rules = {rules}
asked = {asked}  # epochs that were asked for, by the steps done before: no rule ends it earlier


class StopEarly(keras.callbacks.Callback):
    losses = []

    def on_epoch_end(self, epoch, logs):
        epoch, steps = epoch + 1, len(train)
        self.losses.append(logs["val_{loss}"])
        waited = epoch - 1 - int(np.argmin(self.losses))
        patience, accuracy = [rule for start, rule in rules if start <= epoch * steps][-1]
        least = max((each for start, each in asked if start == (each - 1) * steps), default=0)
        due = 0 < patience <= waited or 0 < accuracy <= logs["val_accuracy"]
        if due and epoch >= least:
            self.model.stop_training = True"""
PLAIN_LOSS = '"sparse_categorical_crossentropy"'
METRICS = '["accuracy"]'
PLAIN_LOSS_BESIDE = """["accuracy", keras.metrics.SparseCategoricalCrossentropy("cross_entropy")]"""
RATES = {"constant": "rate = RATE", "one-cycle": ONE_CYCLE, "warm-restart": WARM_RESTART}


def script(config: RunConfig, input_shape: Shape, classes: int) -> str:
    """Write the training of a run as a script.

    Parameters
    ----------
    config : RunConfig
        The settings; see ``script_data`` for where the images come from.
    input_shape : (height, width, channels)
        Of the images, once scaled.
    classes : int
        Number of classes.
    """
    return "\n\n".join(parts(config, input_shape, classes)) + "\n"


def parts(config: RunConfig, input_shape: Shape, classes: int) -> list[str]:
    """Write the same, step by step: a notebook has one cell per step."""
    augmentation = augmentation_code(config.augmentation)
    steps = (
        _head(config),
        data_code(config).splitlines(),
        *([augmentation] if augmentation else []),
        _batches(config),
        _model(config, input_shape, classes),
        _rate(config),
        *([_changed_rates(config)] if _set_rates(config) else []),
        *([_stop_early(config)] if _rules(config) else []),
        *([_smoothed(config, classes)] if config.label_smoothing else []),
        *([_class_weights(classes)] if config.class_weights != "none" else []),
        _fit(config),
    )
    return ["\n".join(step) for step in steps]


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
        "tf.config.experimental.enable_op_determinism()",
    ]


def _batches(config: RunConfig) -> Lines:
    lines = [
        "train = tf.data.Dataset.from_tensor_slices((x, y))",
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


def _set_rates(config: RunConfig) -> dict[int, float]:
    return {act.step: act.value for act in config.acts if act.what == "rate"}


def _changed_rates(config: RunConfig) -> Lines:
    return CHANGED_RATES.format(rates=_set_rates(config)).splitlines()


def _rules(config: RunConfig) -> list[tuple[int, tuple[float, float]]]:
    """The rules of early stopping, each from a step on; none where no rule ever counts."""
    patience, target = float(config.patience), config.target_accuracy
    rules = [(0, (patience, target))]
    for act in config.acts:
        patience = act.value if act.what == "patience" else patience
        target = act.value if act.what == "target" else target
        rules.append((act.step, (patience, target)))
    changes = [rule for at, rule in enumerate(rules) if not at or rule[1] != rules[at - 1][1]]
    return changes if any(any(rule) for _, rule in changes) else []


def _stop_early(config: RunConfig) -> Lines:
    asked = [(act.step, int(act.value)) for act in config.acts if act.what == "epochs"]
    code = STOP_EARLY.format(rules=_rules(config), asked=asked, loss=_loss_name(config))
    return code.splitlines()


def _loss_name(config: RunConfig) -> str:
    """What Keras calls the plain cross-entropy."""
    plain = not config.label_smoothing and config.class_weights == "none"
    return "loss" if plain else "cross_entropy"


def _smoothed(config: RunConfig, classes: int) -> Lines:
    return SMOOTHED.format(classes=classes, share=config.label_smoothing).splitlines()


def _class_weights(classes: int) -> Lines:
    return CLASS_WEIGHTS.format(classes=classes).splitlines()


def _fit(config: RunConfig) -> Lines:
    smoothed, weighted = bool(config.label_smoothing), config.class_weights != "none"
    loss = _loss_name(config)
    epochs = "EPOCHS" if config.total_epochs == config.epochs else str(config.total_epochs)
    callbacks = ", callbacks=[StopEarly()]" if _rules(config) else ""
    class_weight = ", class_weight=class_weight" if weighted else ""
    return [
        "model.compile(",
        f"{INDENT}{config.optimiser.code('rate')},",
        f"{INDENT}loss={'smoothed' if smoothed else PLAIN_LOSS},",
        f"{INDENT}metrics={PLAIN_LOSS_BESIDE if smoothed or weighted else METRICS},",
        f"{INDENT}jit_compile=False,  # XLA is slower for networks this small on a CPU",
        ")",
        "model.fit(",
        f"{INDENT}train, epochs={epochs}, validation_data=(x_validation, y_validation)"
        f"{class_weight}{callbacks}",
        ")",
        "",
        "results = model.evaluate(x_test, y_test, verbose=0, return_dict=True)",
        f'loss, accuracy = results["{loss}"], results["accuracy"]',
        'print(f"{len(x_test):,} test images: loss {loss:.4f}, accuracy {accuracy:.4f}")',
    ]
