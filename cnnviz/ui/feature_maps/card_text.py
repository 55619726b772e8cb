"""A shipped model's card as text for visitors."""

from collections.abc import Mapping
from typing import Any

from cnnviz.utils.text import percent

Card = Mapping[str, Any]
MOST_MISTAKES = 5
NEEDED = ("recipe", "data", "file", "test", "outside", "elsewhere", "command")
DOUBT = "This input is unlike the training data; the prediction is unreliable."


def is_whole(card: Card) -> bool:
    """Whether a card holds everything that is shown; one of an older version does not."""
    return all(part in card for part in NEEDED)


def doubt(card: Card, distance: float) -> str:
    """Return a warning if an input's distance to the nearest class exceeds the threshold."""
    return DOUBT if distance > card["outside"]["threshold"] else ""


def accuracy(card: Card) -> str:
    """The accuracy on unseen images, with its confidence interval."""
    test = card["test"]
    low, high = test["interval_95"]
    interval = f"(95 % interval {percent(low, 2)} to {percent(high, 2)})"
    figure = f"**{percent(test['accuracy'], 2)}** accuracy"
    if "folds" not in card:
        return f"{figure} on {test['n']:,} unseen test images {interval}."
    return (
        f"{figure} in {card['folds']}-fold cross-validation {interval}. This network was trained "
        f"on all {test['n']:,} images, so {card['folds']} others with the same recipe were "
        "evaluated, each on the images that it had not seen."
    )


def calibration(card: Card) -> str:
    """The average gap between confidence and accuracy."""
    error = percent(card["test"]["calibration_error"], 2)
    return f"**{error}** calibration error: the average gap between confidence and accuracy."


def mistakes(card: Card) -> list[str]:
    """The most frequent mistakes, one phrase each: "9 classified as 4: 7 of 1,009"."""
    classes, confusion = card["test"]["classes"], card["test"]["confusion"]
    counted = [
        (count, row, col)
        for row, counts in enumerate(confusion)
        for col, count in enumerate(counts)
        if row != col and count
    ]
    return [
        f"{classes[row]} classified as {classes[col]}: {count} of {sum(confusion[row]):,}"
        for count, row, col in sorted(counted, key=lambda one: -one[0])[:MOST_MISTAKES]
    ]


def elsewhere(card: Card) -> list[str]:
    """The accuracy on images from other sources, or modified, one phrase each."""
    return [
        f"{one['what']}: {percent(one['accuracy'], 2)} of {one['n']:,}"
        for one in (*card["elsewhere"], *card.get("robustness", ()))
    ]


def detection(card: Card) -> str:
    """How well out-of-distribution inputs are detected."""
    found = card["outside"]
    set_by = f" The threshold was set on {found['set_by']}." if "set_by" in found else ""
    return (
        f"**{percent(found['hit_rate'], 0)}** of out-of-distribution inputs are detected, with "
        f"false alarms for {percent(found['false_alarm_rate'])} of the test images.{set_by}"
    )


def kinds(card: Card) -> list[str]:
    """The detection rate for each kind of out-of-distribution input, one phrase each."""
    return [f"{kind['what']}: {percent(kind['hit_rate'], 0)}" for kind in card["outside"]["kinds"]]


def training(card: Card) -> str:
    """How the model was trained."""
    recipe, images = card["recipe"], card["data"]["images"]
    return (
        f"`{card['architecture']}` with {card['parameters']:,} parameters, trained on "
        f"{images['train']:,} images for {recipe['epochs']} epochs: batch size "
        f"{recipe['batch_size']}, Adam, learning rate {recipe['learning_rate']:g}, "
        f"{recipe['schedule']} "
        f"schedule, augmentation “{recipe['augmentation']}”, seed {recipe['seed']}. "
        f"{card['file']['bytes'] / 1000:,.0f} kB, {card['date']}."
    )
