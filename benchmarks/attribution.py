"""Integrated gradients (64 steps) and occlusion at 200 × 200, against the bare loop.

The bare loop has all changed images ready and calls the compiled network, or its compiled gradient,
on one after the other, or on eight at a time: the faster of the two counts. Ours makes the images,
asks the worker for long work in short parts, as the page does, and makes the map.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.timing import median_seconds_each, verdict
from cnnviz import models
from cnnviz.engine import Engine, attributing
from cnnviz.engine.attributing import Request
from cnnviz.engine.questions import Questions
from cnnviz.explain import variants
from cnnviz.explain.attribution import AttributedModel
from cnnviz.explain.methods import INTEGRATED, OCCLUSION, Method, Target
from cnnviz.models.files import Model
from cnnviz.networks import ARCHITECTURES
from cnnviz.networks.build import build

NETWORK, CLASSES = "lecture-neu", 6
BATCHES = (1, 8)
MOST_TIMES = 1.2
REPEATS = 5


def report() -> Iterator[str]:
    """Lines for both methods, in the benchmark's process and through the engine."""
    with tempfile.TemporaryDirectory() as folder:
        model = _saved(Path(folder) / "model.keras")
        image = np.random.default_rng(0).random(model.info.input_shape, np.float32)
        engine = Engine()
        engine.wait_ready()
        for method, function in ((INTEGRATED, _gradient(model)), (OCCLUSION, _logit(model))):
            yield from _compare(engine.long_work, model, image, method, function)
        engine.close()


def _saved(path: Path) -> Model:
    network = ARCHITECTURES[NETWORK]
    made = build(network.layers, network.input_shape, CLASSES)
    names = tuple(str(label) for label in range(CLASSES))
    info = models.ModelInfo(NETWORK, names, network.input_shape, network.layers, "none")
    return Model(models.save(made, info, path), made)


def _compare(
    engine: Questions, model: Model, image: np.ndarray, method: Method, function: Any
) -> Iterator[str]:
    ours, path = AttributedModel(model), model.info.path
    copies = variants.copies(method, image, 0, variants.count(method, image))
    request = Request(method.name, Target(0))
    functions: dict[str, Callable[[], object]] = {
        f"{size} at a time": lambda size=size: _loop(function, copies, size) for size in BATCHES
    }
    functions["here"] = lambda: ours.attribution(image, method, Target(0))
    functions["engine"] = lambda: attributing.attributions(engine, path, image, request)
    seconds = median_seconds_each(functions, REPEATS)
    bare = min(seconds[f"{size} at a time"] for size in BATCHES)
    for where in ("here", "engine"):
        name = f"{method.label}, {'through the engine' if where == 'engine' else 'in one process'}"
        times = seconds[where] / bare
        yield (
            f"{name:44} {seconds[where]:9.2f} s    {times:.2f} times the bare loop's {bare:.2f} s: "
            f"at most {MOST_TIMES} promised, {verdict(times <= MOST_TIMES)}"
        )


def _loop(function: Any, copies: np.ndarray, size: int) -> None:
    for start in range(0, len(copies), size):
        function(copies[start : start + size]).numpy()


def _logit(model: Model) -> Any:
    import keras
    import tensorflow as tf

    inner, output = model.network, model.network.layers[-1]
    features = keras.Model(inner.input, output.input)
    images = tf.TensorSpec((None, *model.info.input_shape), tf.float32)
    return tf.function(
        lambda batch: tf.matmul(features(batch, training=False), output.kernel)[:, 0]
    ).get_concrete_function(images)


def _gradient(model: Model) -> Any:
    import tensorflow as tf

    logit = _logit(model)

    def gradient(batch: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(batch)
            score = logit(batch)
        return tape.gradient(score, batch)

    images = tf.TensorSpec((None, *model.info.input_shape), tf.float32)
    return tf.function(gradient).get_concrete_function(images)
