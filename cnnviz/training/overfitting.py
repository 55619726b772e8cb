"""Whether the curves of a run show overfitting, and settings that work against it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cnnviz.layers import Conv2D, Conv2DTranspose, Dense, Dropout, Layer
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import RunConfig
from cnnviz.training.events import EpochEvent
from cnnviz.utils.language import N_, _
from cnnviz.utils.retold import told

RISE = 1.05  # validation loss at the end, in parts of its lowest
LEAST_EPOCHS_AFTER = 2  # epochs after the lowest validation loss, all above it
FALL = 0.95  # training loss at the end, in parts of that in the best epoch
RATE = 0.5  # of the dropout that is offered
AUGMENTATIONS = {"mnist": "digits", "digits": "digits", "mnist-drawn": "digits", "neu": "steel"}


@dataclass(frozen=True)
class Overfitting:
    """What the curves show.

    Attributes
    ----------
    best : int
        Epoch of the lowest validation loss.
    lowest, last : float
        Validation loss after the best and after the last epoch.
    training : float
        Training loss in the last epoch.
    """

    best: int
    lowest: float
    last: float
    training: float

    @property
    def text(self) -> str:
        """One sentence."""
        return _(
            "Overfitting since epoch {epoch}: the validation loss has risen from {lowest:.4f} to "
            "{last:.4f}, while the training loss fell to {training:.4f}. The network learns its "
            "training images by heart.",
            epoch=self.best,
            lowest=self.lowest,
            last=self.last,
            training=self.training,
        )


def find_overfitting(epochs: Sequence[EpochEvent]) -> Overfitting | None:
    """Compare validation and training loss.

    A run overfits if, after the epoch of the lowest validation loss, at least two epochs follow;
    the validation loss ends at least 5 % above its lowest; and the training loss ends at least 5 %
    below that of the best epoch. A run that merely does not learn any more shows no such gap.

    Parameters
    ----------
    epochs : sequence of EpochEvent
        In order.

    Returns
    -------
    Overfitting or None
        None where the curves show none.
    """
    if len(epochs) <= LEAST_EPOCHS_AFTER:
        return None
    best, last = min(epochs, key=lambda each: each.validation_loss), epochs[-1]
    if last.epoch - best.epoch < LEAST_EPOCHS_AFTER:
        return None
    rises = last.validation_loss >= RISE * best.validation_loss
    falls = last.loss <= FALL * best.loss
    if not rises or not falls or last.validation_loss <= best.validation_loss:
        return None
    return Overfitting(best.epoch, best.validation_loss, last.validation_loss, last.loss)


def remedies(config: RunConfig, found: Overfitting) -> dict[str, RunConfig]:
    """Return settings of a next run that work against overfitting, by what is changed.

    Parameters
    ----------
    config : RunConfig
        Of the run that overfits.
    found : Overfitting
        What its curves show.
    """
    return {
        name: changed
        for name, changed in {
            N_("Dropout"): _with_layers(config, with_dropout(config.network)),
            N_("Augmentation"): replace(config, augmentation=PRESETS[_augmentation(config)]),
            N_("Smaller network"): _with_layers(config, halved(config.network)),
            told("Stop at epoch {epoch}", epoch=found.best): replace(config, epochs=found.best),
        }.items()
        if changed != config
    }


def _augmentation(config: RunConfig) -> str:
    return AUGMENTATIONS.get(config.dataset, "nudge")


def _with_layers(config: RunConfig, layers: tuple[Layer, ...]) -> RunConfig:
    return config if layers == config.network else replace(config, layers=layers)


def with_dropout(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """Add dropout before the output, unless there is some."""
    if any(isinstance(layer, Dropout) for layer in layers):
        return tuple(layers)
    return (*layers, Dropout(RATE))


def halved(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """Halve the filters of convolutions and the units of dense layers.

    Grouped convolutions need numbers of channels that halves may not be: networks that have any
    stay as they are.
    """
    if any(isinstance(layer, Conv2D) and layer.groups > 1 for layer in layers):
        return tuple(layers)
    return tuple(_half(layer) for layer in layers)


def _half(layer: Layer) -> Layer:
    if isinstance(layer, Conv2D | Conv2DTranspose):
        return replace(layer, filters=max(1, layer.filters // 2))
    if isinstance(layer, Dense):
        return replace(layer, units=max(1, layer.units // 2))
    return layer
