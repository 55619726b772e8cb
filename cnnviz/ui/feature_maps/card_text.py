"""A shipped model's card in words that a visitor reads."""

from collections.abc import Mapping
from typing import Any

Card = Mapping[str, Any]
MOST_MISTAKES = 5
NEEDED = ("recipe", "data", "file", "test", "outside", "elsewhere", "command")
DOUBT = "This looks like nothing it has learned: do not trust the answer."


def is_whole(card: Card) -> bool:
    """Whether a card tells all that is shown; one of an older version does not."""
    return all(part in card for part in NEEDED)


def doubt(card: Card, distance: float) -> str:
    """One sentence where an input looks like nothing that the network has learned, else "".

    Parameters
    ----------
    distance : of the input to the nearest class, as ``outside.Known`` measures it
    """
    return DOUBT if distance > card["outside"]["threshold"] else ""


def accuracy(card: Card) -> str:
    """How often it is right on images it has not learned from, and how sure that figure is."""
    test = card["test"]
    low, high = test["interval_95"]
    interval = f"({percent(0.95, 0)} interval {percent(low)} to {percent(high)})"
    if "folds" not in card:
        right = f"**{percent(test['accuracy'])}** right on {test['n']:,} images that it never saw"
        return f"{right} {interval}."
    return (
        f"**{percent(test['accuracy'])}** right in cross-validation {interval}: this network has "
        f"learned all {test['n']:,} images, so {card['folds']} others of the same recipe were "
        "judged, each on the images that it never saw."
    )


def calibration(card: Card) -> str:
    """How far its sureness is from how often it is right."""
    error = percent(card["test"]["calibration_error"])
    return f"**{error}** calibration error: how far being sure is from being right, on average."


def mistakes(card: Card) -> list[str]:
    """The most frequent mistakes, one phrase each: "9 taken for 4: 7 of 1,009"."""
    classes, confusion = card["test"]["classes"], card["test"]["confusion"]
    counted = [
        (count, row, col)
        for row, counts in enumerate(confusion)
        for col, count in enumerate(counts)
        if row != col and count
    ]
    return [
        f"{classes[row]} taken for {classes[col]}: {count} of {sum(confusion[row]):,}"
        for count, row, col in sorted(counted, key=lambda one: -one[0])[:MOST_MISTAKES]
    ]


def elsewhere(card: Card) -> list[str]:
    """How it does on images of other origin, or changed, one phrase each."""
    return [
        f"{one['what']}: {percent(one['accuracy'])} of {one['n']:,}"
        for one in (*card["elsewhere"], *card.get("robustness", ()))
    ]


def told_apart(card: Card) -> str:
    """How well it notices what it has not learned."""
    found = card["outside"]
    set_by = f" The threshold was set by {found['set_by']}." if "set_by" in found else ""
    return (
        f"**{percent(found['hit_rate'], 0)}** of inputs that are none of its classes are noticed, "
        f"with false alarm on {percent(found['false_alarm_rate'], 1)} of those that are.{set_by}"
    )


def kinds(card: Card) -> list[str]:
    """The same for each kind of input that is none of its classes."""
    return [f"{kind['what']}: {percent(kind['hit_rate'], 0)}" for kind in card["outside"]["kinds"]]


def making(card: Card) -> str:
    """How it was made, in one sentence."""
    recipe, images = card["recipe"], card["data"]["images"]
    return (
        f"`{card['architecture']}` with {card['parameters']:,} parameters learned "
        f"{images['train']:,} images for {recipe['epochs']} epochs: batches of "
        f"{recipe['batch_size']}, Adam at {recipe['learning_rate']:g}, {recipe['schedule']} "
        f"schedule, augmentation “{recipe['augmentation']}”, seed {recipe['seed']}. "
        f"{card['file']['bytes'] / 1000:,.0f} kB, made on {card['date']}."
    )


def percent(share: float, digits: int = 2) -> str:
    """A share of 0 to 1 as people write it, kept on one line."""
    return f"{share * 100:.{digits}f}\N{NO-BREAK SPACE}%"
