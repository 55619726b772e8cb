"""Named settings that are known to work well, and what each of their choices brings.

What a choice brings is measured, never claimed: ``python -m benchmarks.ablation`` trains each
recipe without it, and writes ``assets/ablation.json`` and ``docs/ablation.md``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cnnviz.layers import (
    BatchNorm,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePool2D,
    Layer,
    MaxPool2D,
)
from cnnviz.networks.presets import ARCHITECTURES
from cnnviz.training.config import RunConfig

Layers = tuple[Layer, ...]


@dataclass(frozen=True)
class Choice:
    """One decision of a recipe.

    Attributes
    ----------
    name : what is done, in a few words
    why : what it is for, as one sentence
    without : the same recipe with what a plain network has in its place
    """

    name: str
    why: str
    without: RunConfig


@dataclass(frozen=True)
class Recipe:
    """Settings under a name, chosen together.

    Attributes
    ----------
    name : as the menu has it
    summary : what it is good for, in one line
    config : the settings
    choices : what its figures rest on, measured one by one; none for a lecture's own settings
    """

    name: str
    summary: str
    config: RunConfig
    choices: tuple[Choice, ...] = ()


def _network(config: RunConfig, layers: Iterable[Layer]) -> RunConfig:
    return replace(config, layers=tuple(layers))


def _without_norm(layers: Layers) -> Layers:
    """No batch normalisation; convolutions then need their own bias."""
    kept = (layer for layer in layers if not isinstance(layer, BatchNorm))
    return tuple(
        replace(layer, use_bias=True) if isinstance(layer, Conv2D) else layer for layer in kept
    )


def _with_dense_head(layers: Layers) -> Layers:
    """The lectures' end in place of the mean of each channel."""
    head = (Flatten(), Dense(128, "relu"))
    return tuple(
        part
        for layer in layers
        for part in (head if isinstance(layer, GlobalAveragePool2D) else (layer,))
    )


def _with_global_average(layers: Layers) -> Layers:
    """The mean of each channel in place of all its places."""
    return tuple(GlobalAveragePool2D() if isinstance(layer, Flatten) else layer for layer in layers)


def _with_stem(layers: Layers, **changes: Any) -> Layers:
    """Another first convolution."""
    stem = next(layer for layer in layers if isinstance(layer, Conv2D))
    return tuple(replace(stem, **changes) if layer is stem else layer for layer in layers)


def _normalised_first(layers: Layers) -> Layers:
    """Normalisation and ReLU right after a convolution, pooling after them."""
    ordered = list(layers)
    for i, layer in enumerate(layers):
        if isinstance(layer, MaxPool2D):
            ordered[i : i + 3] = [*layers[i + 1 : i + 3], layer]
    return tuple(ordered)


FAST_MNIST = RunConfig(
    "mnist",
    "fast-mnist",
    epochs=6,
    batch_size=128,
    learning_rate=0.01,
    schedule="warm-restart",
    augmentation="nudge",
)
MNIST = RunConfig(
    "mnist",
    "wide-mnist",
    epochs=30,
    batch_size=128,
    learning_rate=0.008,
    schedule="one-cycle",
    augmentation="hands",
)
FAST_NEU = RunConfig(
    "neu",
    "fast-neu",
    epochs=24,
    batch_size=32,
    learning_rate=0.002,
    schedule="warm-restart",
    augmentation="steel",
    image_size=64,
)
NEU = RunConfig(
    "neu",
    "wide-neu",
    epochs=80,
    batch_size=32,
    learning_rate=0.002,
    schedule="one-cycle",
    augmentation="steel",
    image_size=80,
)
MNIST_LAYERS = ARCHITECTURES["fast-mnist"].layers
NEU_LAYERS = ARCHITECTURES["fast-neu"].layers


def _common_choices(config: RunConfig, layers: Layers) -> tuple[Choice, ...]:
    """What both fast recipes do."""
    return (
        Choice(
            "Batch normalisation",
            "Keeps every channel in range, so that a high learning rate works.",
            _network(config, _without_norm(layers)),
        ),
        Choice(
            "Falling learning rate",
            "From a rate too high to stay at, it falls to 0: far, then fine.",
            replace(config, schedule="constant", learning_rate=0.001),
        ),
        Choice(
            "Warm restart",
            "The rate is at 0 after a third of the epochs already: a good network early, which "
            "may cost a little at the end.",
            replace(config, schedule="one-cycle"),
        ),
        Choice(
            "Pooling before normalisation",
            "A quarter of the values is left to normalise; the largest one stays the largest.",
            _network(config, _normalised_first(layers)),
        ),
    )


ALL = (
    Recipe(
        "lecture-mnist",
        "The lectures' network as they train it: the baseline",
        RunConfig("mnist", "lecture-mnist", epochs=3),
    ),
    Recipe(
        "fast-mnist",
        "0.99 in a third of the time that the lectures' network needs, 0.994 in all of it",
        FAST_MNIST,
        (
            *_common_choices(FAST_MNIST, MNIST_LAYERS),
            Choice(
                "Nudged digits",
                "Turned, sized, slanted and moved a little, anew in each epoch: other hands.",
                replace(FAST_MNIST, augmentation="none"),
            ),
            Choice(
                "Nine places kept",
                "The output reads where a feature lies, on 3 × 3 places: digits are centred, and "
                "the mean over all places would have to be learned around.",
                _network(FAST_MNIST, _with_global_average(MNIST_LAYERS)),
            ),
            Choice(
                "Large batches",
                "Fewer steps, each with less to do beside the sums; the rate grows with them.",
                replace(FAST_MNIST, batch_size=50, learning_rate=0.004),
            ),
        ),
    ),
    Recipe("mnist", "How the shipped model was trained: reads hands it never saw", MNIST),
    Recipe(
        "lecture-neu",
        "The lectures' network as they train it: the baseline",
        RunConfig("neu", "lecture-neu", epochs=10),
    ),
    Recipe(
        "fast-neu",
        "Better than the lectures' network in a twentieth of its time, 0.98 in an eighth",
        FAST_NEU,
        (
            *_common_choices(FAST_NEU, NEU_LAYERS),
            Choice(
                "Layer normalisation first",
                "Takes light and contrast out of each picture: in another light, the same steel.",
                _network(FAST_NEU, NEU_LAYERS[1:]),
            ),
            Choice(
                "Global average pooling",
                "Reads how much of each feature there is, wherever it lies; the dense layer's "
                "weights, most of a lecture network's, are saved.",
                _network(FAST_NEU, _with_dense_head(NEU_LAYERS)),
            ),
            Choice(
                "Stride-2 stem",
                "Halves the image at once: the layers behind it do a quarter of the work.",
                _network(FAST_NEU, _with_stem(NEU_LAYERS, stride=1)),
            ),
            Choice(
                "Steel's augmentation",
                "Mirrored and lit otherwise: steel has no up, and lamps differ.",
                replace(FAST_NEU, augmentation="none"),
            ),
            Choice(
                "Small images",
                "The flaws are still seen at 64 pixels a side, at a quarter of the work of 128.",
                replace(FAST_NEU, image_size=128),
            ),
        ),
    ),
    Recipe("neu", "How the shipped model was trained: wider, larger images, longer", NEU),
)
RECIPES = {recipe.name: recipe for recipe in ALL}


def name_of(settings: Mapping[str, Any]) -> str | None:
    """Find the recipe that has these settings, given by the names of ``RunConfig``."""
    for recipe in ALL:
        if all(getattr(recipe.config, name) == value for name, value in settings.items()):
            return recipe.name
    return None
