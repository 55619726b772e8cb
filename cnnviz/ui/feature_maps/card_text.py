"""A model's card as text for visitors."""

from cnnviz.data import folds
from cnnviz.evaluation.baselines import Baselines, baselines_sentence
from cnnviz.models.card import ModelCard, TestResult
from cnnviz.training import augmentation, optimisers
from cnnviz.training.optimisers import Adam
from cnnviz.utils.text import percent

MOST_ERRORS = 5


def is_trained_on_all(card: ModelCard | None) -> bool:
    """Whether the network has seen all images of its data set."""
    return card is not None and card.recipe.get("held_out") == folds.NONE


def accuracy(card: ModelCard) -> str:
    """The accuracy on unseen images, with its confidence interval."""
    figure, interval = _figure(card.test), _interval(card.test)
    if card.folds is None:
        which = "images that it was trained on" if is_trained_on_all(card) else "unseen test images"
        return f"{figure} accuracy on {card.test.n:,} {which} {interval}."
    how = " by group" if card.by_group else ""
    return (
        f"{figure} accuracy in {card.folds}-fold cross-validation{how} {interval}. This network "
        f"was trained on all {card.test.n:,} images, so {card.folds} others with the same recipe "
        "were evaluated, each on the images that it had not seen."
    )


def memory(card: ModelCard) -> str:
    """Which images overlap, and what that means for the accuracy; "" where the card counts none."""
    if card.overlaps is None:
        return ""
    some = card.overlaps
    counted = (
        f"{some.overlapping:,} of the {some.images:,} images overlap another one "
        f"({some.pairs:,} pairs)."
    )
    if not card.by_group:
        return f"{counted} The folds ignore this, so part of the accuracy is memory."
    apart = "By group, images that overlap lie in one fold, so that none was seen in part."
    if card.plain_folds is None:
        return f"{counted} {apart}"
    plain = card.plain_folds.test
    return (
        f"{counted} {apart} In plain folds, where part of the accuracy is memory: "
        f"{_figure(plain)} {_interval(plain)}."
    )


def _figure(test: TestResult) -> str:
    return f"**{percent(test.accuracy, 2)}**"


def _interval(test: TestResult) -> str:
    low, high = test.interval_95
    return f"(95 % interval {percent(low, 2)} to {percent(high, 2)})"


def baselines(card: ModelCard) -> str:
    """What is reached on the same images without a network; "" where the card does not say."""
    return baselines_sentence(Baselines(**card.baselines)) if card.baselines else ""


def calibration(card: ModelCard) -> str:
    """The average gap between confidence and accuracy."""
    error = percent(card.test.calibration_error, 2)
    return f"**{error}** calibration error: the average gap between confidence and accuracy."


def errors(card: ModelCard) -> list[str]:
    """The most frequent errors, one phrase each: "9 classified as 4: 7 of 1,009"."""
    classes, confusion = card.test.classes, card.test.confusion
    counted = [
        (count, row, col)
        for row, counts in enumerate(confusion)
        for col, count in enumerate(counts)
        if row != col and count
    ]
    return [
        f"{classes[row]} classified as {classes[col]}: {count} of {sum(confusion[row]):,}"
        for count, row, col in sorted(counted, key=lambda one: -one[0])[:MOST_ERRORS]
    ]


def other_datasets(card: ModelCard) -> list[str]:
    """The accuracy on images from other sources, or modified, one phrase each."""
    return [
        f"{one.what}: {percent(one.accuracy, 2)} of {one.n:,}"
        for one in (*card.other_datasets, *card.robustness)
    ]


def detection(card: ModelCard) -> str:
    """How well out-of-distribution inputs are detected."""
    if card.ood is None:
        return "Out-of-distribution inputs are not detected: the training images do not suffice."
    set_by = f" The threshold was set on {card.ood.set_by}." if card.ood.set_by else ""
    return (
        f"**{percent(card.ood.hit_rate, 0)}** of out-of-distribution inputs are detected, with "
        f"false alarms for {percent(card.ood.false_alarm_rate)} of the test images.{set_by}"
    )


def error_rates(card: ModelCard | None) -> str:
    """How often a doubt is right, in one sentence; "" where the card does not say."""
    if card is None or card.ood is None:
        return ""
    noticed, mistaken = percent(card.ood.hit_rate, 0), percent(card.ood.false_alarm_rate)
    return (
        f"{noticed} of such inputs are noticed; {mistaken} of test images are doubted by mistake."
    )


def kinds(card: ModelCard) -> list[str]:
    """The detection rate for each kind of out-of-distribution input, one phrase each."""
    return (
        [f"{kind.what}: {percent(kind.hit_rate, 0)}" for kind in card.ood.kinds] if card.ood else []
    )


def training(card: ModelCard) -> str:
    """How the model was trained."""
    recipe = card.recipe
    changes = augmentation.from_json(recipe["augmentation"]).text
    optimiser = optimisers.from_json(recipe.get("optimiser", Adam.kind))
    return (
        f"`{card.architecture}` with {card.parameters:,} parameters, trained on "
        f"{card.data.images['train']:,} images for {recipe['epochs']} epochs: batch size "
        f"{recipe['batch_size']}, {optimiser.describe()}, "
        f"learning rate {recipe['learning_rate']:g}, {recipe['schedule']} schedule, "
        f"augmentation “{changes}”, seed "
        f"{recipe['seed']}. {card.file.bytes / 1000:,.0f} kB, {card.date}.{_cost(card)}"
    )


def _cost(card: ModelCard) -> str:
    """How long the card took to measure, where it says so."""
    return "" if card.seconds is None else f" This card was measured in {card.seconds:.1f} s."
