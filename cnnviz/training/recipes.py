"""Named settings that are known to work well, and the effect of each of their parts.

The effects are measured: ``python -m benchmarks.ablation`` trains each recipe without one part at
a time, and writes ``assets/ablation.json`` and ``docs/ablation.md``.

What the summaries of the fast recipes say is the guarantee that ``make bench`` checks, in
``benchmarks/training.py``: a share of the lecture network's CPU time that leaves room for other
machines and seeds. Single measurements, which are better, are in ``docs/experiments.md``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cnnviz.data import folds
from cnnviz.layers import (
    BatchNorm,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePool2D,
    Layer,
    MaxPool2D,
)
from cnnviz.networks import ARCHITECTURES
from cnnviz.training.augmentation import PRESETS, Augmentation
from cnnviz.training.config import RunConfig
from cnnviz.utils.language import N_, _

Layers = tuple[Layer, ...]


@dataclass(frozen=True)
class AblationItem:
    """One part of a recipe that can be left out.

    Attributes
    ----------
    name : str
        What is done, in a few words.
    why : str
        Its purpose, as one sentence.
    without : RunConfig
        The same recipe with the plain alternative instead.
    """

    name: str
    why: str
    without: RunConfig


@dataclass(frozen=True)
class Recipe:
    """Named settings.

    Attributes
    ----------
    name : str
        Its name in the menu.
    summary : str
        Its purpose, in one line.
    config : RunConfig
        The settings.
    ablation : tuple of AblationItem
        Its parts, measured one by one; none for a lecture's own settings.
    """

    name: str
    summary: str
    config: RunConfig
    ablation: tuple[AblationItem, ...] = ()


def _network(config: RunConfig, layers: Iterable[Layer]) -> RunConfig:
    return replace(config, layers=tuple(layers))


def _without_norm(layers: Layers) -> Layers:
    """Remove batch normalisation; convolutions then need their own bias."""
    kept = (layer for layer in layers if not isinstance(layer, BatchNorm))
    return tuple(
        replace(layer, use_bias=True) if isinstance(layer, Conv2D) else layer for layer in kept
    )


def _with_dense_head(layers: Layers) -> Layers:
    """Replace global average pooling by the lectures' flattening and dense layer."""
    head = (Flatten(), Dense(128, "relu"))
    return tuple(
        part
        for layer in layers
        for part in (head if isinstance(layer, GlobalAveragePool2D) else (layer,))
    )


def _with_global_average(layers: Layers) -> Layers:
    """Replace flattening by global average pooling."""
    return tuple(GlobalAveragePool2D() if isinstance(layer, Flatten) else layer for layer in layers)


def _with_stem(layers: Layers, **changes: Any) -> Layers:
    """Change the first convolution."""
    stem = next(layer for layer in layers if isinstance(layer, Conv2D))
    return tuple(replace(stem, **changes) if layer is stem else layer for layer in layers)


def _normalised_first(layers: Layers) -> Layers:
    """Move normalisation and ReLU before pooling."""
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
    augmentation=PRESETS["nudge"],
)
MNIST = RunConfig(
    "mnist-drawn",
    "wide-mnist",
    epochs=30,
    batch_size=128,
    learning_rate=0.008,
    schedule="one-cycle",
    augmentation=PRESETS["digits-elastic"],
)
FAST_NEU = RunConfig(
    "neu",
    "fast-neu",
    epochs=24,
    batch_size=32,
    learning_rate=0.002,
    schedule="warm-restart",
    augmentation=PRESETS["steel"],
    image_size=64,
)
NEU = RunConfig(
    "neu",
    "fast-neu",
    epochs=24,
    batch_size=16,
    learning_rate=0.002,
    schedule="one-cycle",
    augmentation=PRESETS["steel-shaded"],
    image_size=160,
)
MNIST_LAYERS = ARCHITECTURES["fast-mnist"].layers
NEU_LAYERS = ARCHITECTURES["fast-neu"].layers


def _common_items(config: RunConfig, layers: Layers) -> tuple[AblationItem, ...]:
    """Parts of both fast recipes."""
    return (
        AblationItem(
            N_("Batch normalisation"),
            N_("Keeps every channel in range, which allows a high learning rate."),
            _network(config, _without_norm(layers)),
        ),
        AblationItem(
            N_("Falling learning rate"),
            N_("Starts with large steps and ends with fine ones, as the rate decays to 0."),
            replace(config, schedule="constant", learning_rate=0.001),
        ),
        AblationItem(
            N_("Warm restart"),
            N_(
                "The learning rate reaches 0 after a third of the epochs: the network is accurate "
                "early, which may cost a little accuracy at the end."
            ),
            replace(config, schedule="one-cycle"),
        ),
        AblationItem(
            N_("Pooling before normalisation"),
            N_(
                "Only a quarter of the values is normalised; which one is the largest does not "
                "change."
            ),
            _network(config, _normalised_first(layers)),
        ),
    )


ALL = (
    Recipe(
        "lecture-mnist",
        N_("The lecture's network with its own settings: the baseline"),
        RunConfig("mnist", "lecture-mnist", epochs=3),
    ),
    Recipe(
        "fast-mnist",
        N_("0.99 in a third of the lecture network's time, 0.994 in the same time"),
        FAST_MNIST,
        (
            *_common_items(FAST_MNIST, MNIST_LAYERS),
            AblationItem(
                N_("Nudged digits"),
                N_("Small random rotations, scales, shears and shifts imitate other writers."),
                replace(FAST_MNIST, augmentation=PRESETS["none"]),
            ),
            AblationItem(
                N_("Nine positions kept"),
                N_(
                    "The output layer sees where a feature lies, on 3 × 3 positions: in centred "
                    "digits, position is informative."
                ),
                _network(FAST_MNIST, _with_global_average(MNIST_LAYERS)),
            ),
            AblationItem(
                N_("Large batches"),
                N_("Fewer, larger steps: less per-step overhead; the learning rate is scaled up."),
                replace(FAST_MNIST, batch_size=50, learning_rate=0.004),
            ),
        ),
    ),
    Recipe("mnist", N_("How the shipped model was trained: generalises to unseen writers"), MNIST),
    Recipe(
        "lecture-neu",
        N_("The lecture's network with its own settings: the baseline"),
        RunConfig("neu", "lecture-neu", epochs=10),
    ),
    Recipe(
        "fast-neu",
        N_("The lecture network's accuracy in a twentieth of its time, 0.98 in an eighth"),
        FAST_NEU,
        (
            *_common_items(FAST_NEU, NEU_LAYERS),
            AblationItem(
                N_("Layer normalisation first"),
                N_("Removes brightness and contrast: steel looks the same in other light."),
                _network(FAST_NEU, NEU_LAYERS[1:]),
            ),
            AblationItem(
                N_("Global average pooling"),
                N_(
                    "Measures how much of each feature there is, wherever it lies; saves the dense "
                    "layer, which holds most of a lecture network's weights."
                ),
                _network(FAST_NEU, _with_dense_head(NEU_LAYERS)),
            ),
            AblationItem(
                N_("Stride-2 stem"),
                N_("Halves the image first: the layers after it do a quarter of the work."),
                _network(FAST_NEU, _with_stem(NEU_LAYERS, stride=1)),
            ),
            AblationItem(
                N_("Steel augmentation"),
                N_("Mirrors images and varies their light: steel has no top, and lamps differ."),
                replace(FAST_NEU, augmentation=PRESETS["none"]),
            ),
            AblationItem(
                N_("Small images"),
                N_("Defects are visible at 64 × 64 pixels, at a quarter of the cost of 128 × 128."),
                replace(FAST_NEU, image_size=128),
            ),
        ),
    ),
    Recipe(
        "neu",
        N_("How the shipped model was trained: larger images, shaded at random, smaller batches"),
        NEU,
    ),
)
RECIPES = {recipe.name: recipe for recipe in ALL}


# What a recipe does not decide: the data, and which of its files are used.
OF_THE_DATA = {"dataset", "skip_unusable", "left_out", "fingerprint"}


def name_of(settings: Mapping[str, Any]) -> str | None:
    """Find the recipe that has these settings, given by the names of ``RunConfig``."""
    for recipe in ALL:
        if all(getattr(recipe.config, name) == value for name, value in settings.items()):
            return recipe.name
    return None


def name_on_any_data(settings: Mapping[str, Any]) -> str | None:
    """Find the recipe that has these settings, one that was made for the same data first."""
    others = {name: value for name, value in settings.items() if name not in OF_THE_DATA}
    return name_of(others | {"dataset": settings["dataset"]}) or name_of(others)


def changes(recipe: Recipe, settings: Mapping[str, Any]) -> list[str]:
    """Describe the settings that differ from a recipe's: "epochs 5", "no augmentation"."""
    return [
        describe(settings[name])
        for name, describe in DESCRIBED.items()
        if settings[name] != getattr(recipe.config, name)
    ]


def _augmentation(value: Augmentation) -> str:
    if not value.amounts:
        return _("no augmentation")
    return _("augmentation {changes}", changes=value.preset or value.text.replace(",", ", "))


def _patience(epochs: int) -> str:
    return _("patience {epochs}", epochs=epochs) if epochs else _("no patience")


def _target(share: float) -> str:
    return _("stops at {share:g}", share=share) if share else _("no accuracy to stop at")


def _image_size(size: int | None) -> str:
    return _("image size {size}", size=size) if size else _("images in their own size")


def _held_out(held: str) -> str:
    return _("split by group") if held == folds.GROUPS else _("split {fold}", fold=held)


DESCRIBED: dict[str, Callable[[Any], str]] = {
    "architecture": lambda name: _("network {name}", name=_(name)),
    "epochs": lambda epochs: _("epochs {count}", count=epochs),
    "batch_size": lambda size: _("batch size {size}", size=size),
    "learning_rate": lambda rate: _("learning rate {rate:g}", rate=rate),
    "schedule": lambda name: _("schedule {name}", name=_(name)),
    "patience": _patience,
    "target_accuracy": _target,
    "seed": lambda seed: _("seed {seed}", seed=str(seed)),
    "optimiser": lambda optimiser: optimiser.describe(),
    "label_smoothing": lambda share: _("label smoothing {share:g}", share=share),
    "class_weights": lambda kind: _("class weights {kind}", kind=_(kind)),
    "augmentation": _augmentation,
    "image_size": _image_size,
    "held_out": _held_out,
}
