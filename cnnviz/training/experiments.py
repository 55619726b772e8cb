"""Ready experiments of the lectures: what is varied, on which data, and what it asks.

Each is a list of variants that differ in one setting. They are trained with the same seeds, so that
two variants with the same first weights and order of images are compared seed by seed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cnnviz import networks
from cnnviz.layers import Conv2D, Dense, Dropout, Flatten, Layer, MaxPool2D, Shape
from cnnviz.networks import ARCHITECTURES
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import RunConfig
from cnnviz.training.optimisers import KINDS
from cnnviz.utils.language import N_
from cnnviz.utils.retold import told

Layers = tuple[Layer, ...]

DIGITS = ("digits", "mnist")
CLOTHES = ("fashion-mnist",)
SMALL = 5_000  # training images; with fewer, more epochs are needed
FILTERS = (8, 16, 32, 64)
DROPOUT = 0.5
CNN = ARCHITECTURES["lecture-mnist"].layers
ONE_CONVOLUTION = ARCHITECTURES["physics-mnist"].layers


@dataclass(frozen=True)
class Variant:
    """One variant of a comparison: its name, its hidden layers, and what else it changes.

    ``network`` names layers that have no name yet; by default they are called like the variant.
    """

    title: str
    layers: Layers
    changes: Mapping[str, Any] = field(default_factory=dict)
    network: str = ""


@dataclass(frozen=True)
class Experiment:
    """A ready experiment.

    Attributes
    ----------
    name : str
        In a run's notes.
    title, question : str
        What it is called, and what it asks.
    lectures : str
        Where it is from.
    variants : callable
        Takes the shape of an image and the number of classes; returns the variants.
    epochs : (int, int)
        On fewer training images than ``SMALL``, and on more.
    data : tuple of str
        Data sets that it can be run on.
    shifted : bool
        Whether its networks are compared on shifted test images.
    """

    name: str
    title: str
    question: str
    lectures: str
    variants: Callable[[Shape, int], tuple[Variant, ...]]
    epochs: tuple[int, int] = (15, 3)
    data: tuple[str, ...] = DIGITS
    shifted: bool = False

    def as_seen(self, shifted: bool) -> "Experiment":
        """Return the experiment with the same networks that looks at shifted images, or does not.

        A run counts for both: a note in its folder names the one that trained it.
        """
        same = (each for each in ALL if each.variants is self.variants and each.data == self.data)
        return next((each for each in same if each.shifted == shifted), self)

    def configs(
        self, dataset: str, shape: Shape, classes: int, images: int, seeds: int
    ) -> list[tuple[Variant, RunConfig]]:
        """Return the settings of all runs: every variant with the first seed, then the next.

        Parameters
        ----------
        dataset : str
            One of ``data``.
        shape : tuple of int
            Height, width and channels of its images.
        classes, images : int
            How many classes and training images it has.
        seeds : int
            Runs per variant.
        """
        base = RunConfig(dataset, epochs=self.epochs[images >= SMALL])
        return [
            (variant, _config(base, variant, seed))
            for seed in range(seeds)
            for variant in self.variants(shape, classes)
        ]


def dense_units(parameters: int, shape: Shape, classes: int) -> int:
    """Return how many dense units a perceptron of one hidden layer has with so many parameters.

    Parameters
    ----------
    parameters : int
        Of the whole network, wanted.
    shape : tuple of int
        Height, width and channels of an image.
    classes : int
        Units of the output.

    Returns
    -------
    int
        At least 1; the nearest number.
    """
    inputs = shape[0] * shape[1] * shape[2]
    return max(1, round((parameters - classes) / (inputs + 1 + classes)))


def _config(base: RunConfig, variant: Variant, seed: int) -> RunConfig:
    name = next(
        (each.name for each in ARCHITECTURES.values() if each.layers == variant.layers),
        variant.network or variant.title,
    )
    layers = () if name in ARCHITECTURES else variant.layers
    return replace(base, architecture=name, layers=layers, seed=seed, **variant.changes)


def _mlp_and_cnn(shape: Shape, classes: int) -> tuple[Variant, ...]:
    rows = networks.trace(CNN, shape, classes)
    units = dense_units(sum(row.parameters for row in rows), shape, classes)
    return Variant("MLP", (Flatten(), Dense(units, "relu"))), Variant("CNN", CNN)


def _regularised(shape: Shape, classes: int) -> tuple[Variant, ...]:
    name, with_dropout = "lecture-mnist", (*CNN, Dropout(DROPOUT))
    augmented = {"augmentation": PRESETS["nudge"]}
    return (
        Variant(N_("Neither"), CNN),
        Variant(N_("Dropout"), with_dropout, network=told("{network} with dropout", network=name)),
        Variant(N_("Augmentation"), CNN, augmented),
        Variant(
            N_("Both"),
            with_dropout,
            augmented,
            network=told("{network} with dropout", network=name),
        ),
    )


def _depths(shape: Shape, classes: int) -> tuple[Variant, ...]:
    one = (*CNN[:2], *CNN[4:])
    return Variant(N_("One convolution"), one), Variant(N_("Two convolutions"), CNN)


def _filters(shape: Shape, classes: int) -> tuple[Variant, ...]:
    return tuple(
        Variant(
            f"{filters} filters",
            (Conv2D(filters, activation="relu"), MaxPool2D(), Flatten(), Dense(32, "relu")),
        )
        for filters in FILTERS
    )


def _optimisers(shape: Shape, classes: int) -> tuple[Variant, ...]:
    return tuple(
        Variant(
            kind.title,
            ONE_CONVOLUTION,
            {"optimiser": kind(), "learning_rate": kind.start_rate},
        )
        for kind in KINDS
    )


def _clothing(shape: Shape, classes: int) -> tuple[Variant, ...]:
    return (
        Variant(N_("No convolution"), ARCHITECTURES["mlp"].layers),
        Variant(N_("One convolution"), ONE_CONVOLUTION),
        Variant(N_("Two convolutions"), CNN),
    )


ALL = (
    Experiment(
        "mlp-cnn",
        N_("MLP against CNN"),
        N_("With equally many parameters, does a network with convolutions classify better?"),
        N_("lectures 001 and 003"),
        _mlp_and_cnn,
    ),
    Experiment(
        "shifts",
        N_("MLP against CNN on shifted digits"),
        N_("Which network still knows a digit that lies a few pixels aside?"),
        N_("lecture 003"),
        _mlp_and_cnn,
        shifted=True,
    ),
    Experiment(
        "regularisation",
        N_("Dropout and augmentation"),
        N_("Do they help on images that were not trained on, alone or together?"),
        N_("lectures 000 and 002"),
        _regularised,
    ),
    Experiment(
        "depth",
        N_("One convolution against two"),
        N_("What does a second convolution bring?"),
        N_("lectures 000 and 003"),
        _depths,
    ),
    Experiment(
        "filters",
        N_("8 to 64 filters"),
        N_("How many filters does one convolution need?"),
        N_("lecture 000, exercise d"),
        _filters,
    ),
    Experiment(
        "optimisers",
        N_("Optimisers from the same start"),
        N_("From the same weights and in the same order of images, which one is ahead?"),
        N_("lecture 002"),
        _optimisers,
        epochs=(10, 2),
    ),
    Experiment(
        "clothing",
        N_("Three networks for clothes"),
        N_("How much do convolutions help on pictures of clothes?"),
        N_("lecture 000"),
        _clothing,
        data=CLOTHES,
    ),
)
EXPERIMENTS = {experiment.name: experiment for experiment in ALL}
