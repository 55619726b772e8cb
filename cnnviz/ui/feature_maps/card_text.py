"""A model's card as text for visitors."""

from cnnviz.data import folds
from cnnviz.evaluation.baselines import Baselines, baselines_sentence
from cnnviz.models.card import ModelCard, TestResult
from cnnviz.training import augmentation, optimisers
from cnnviz.training.optimisers import Adam
from cnnviz.utils.language import _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import percent

MOST_ERRORS = 5


def is_trained_on_all(card: ModelCard | None) -> bool:
    """Whether the network has seen all images of its data set."""
    return card is not None and card.recipe.get("held_out") == folds.NONE


def accuracy(card: ModelCard) -> str:
    """The accuracy on unseen images, with its confidence interval."""
    values = {
        "figure": _figure(card.test),
        "count": card.test.n,
        "interval": _interval(card.test),
        "folds": card.folds,
    }
    if card.folds is None:
        if is_trained_on_all(card):
            return _(
                "{figure} accuracy on {count:,} images that it was trained on {interval}.", **values
            )
        return _("{figure} accuracy on {count:,} unseen test images {interval}.", **values)
    if card.by_group:
        first = _(
            "{figure} accuracy in {folds}-fold cross-validation by group {interval}.", **values
        )
    else:
        first = _("{figure} accuracy in {folds}-fold cross-validation {interval}.", **values)
    others = _(
        "This network was trained on all {count:,} images, so {folds} others with the same recipe "
        "were evaluated, each on the images that it had not seen.",
        **values,
    )
    return f"{first} {others}"


def memory(card: ModelCard) -> str:
    """Which images overlap, and what that means for the accuracy; "" where the card counts none."""
    if card.overlaps is None:
        return ""
    some = card.overlaps
    counted = _(
        "{overlapping:,} of the {count:,} images overlap another one ({pairs:,} pairs).",
        overlapping=some.overlapping,
        count=some.images,
        pairs=some.pairs,
    )
    if not card.by_group:
        ignored = _("The folds ignore this, so part of the accuracy is memory.")
        return f"{counted} {ignored}"
    apart = _("By group, images that overlap lie in one fold, so that none was seen in part.")
    if card.plain_folds is None:
        return f"{counted} {apart}"
    plain = _(
        "In plain folds, where part of the accuracy is memory: {figure} {interval}.",
        figure=_figure(card.plain_folds.test),
        interval=_interval(card.plain_folds.test),
    )
    return f"{counted} {apart} {plain}"


def _figure(test: TestResult) -> str:
    return f"**{percent(test.accuracy, 2)}**"


def _interval(test: TestResult) -> str:
    low, high = test.interval_95
    return _("(95 % interval {low} to {high})", low=percent(low, 2), high=percent(high, 2))


def baselines(card: ModelCard) -> str:
    """What is reached on the same images without a network; "" where the card does not say."""
    return baselines_sentence(Baselines(**card.baselines)) if card.baselines else ""


def calibration(card: ModelCard) -> str:
    """The average gap between confidence and accuracy."""
    return _(
        "**{error}** calibration error: the average gap between confidence and accuracy.",
        error=percent(card.test.calibration_error, 2),
    )


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
        _(
            "{truth} classified as {answer}: {count} of {all:,}",
            truth=classes[row],
            answer=classes[col],
            count=count,
            all=sum(confusion[row]),
        )
        for count, row, col in sorted(counted, key=lambda one: -one[0])[:MOST_ERRORS]
    ]


def other_datasets(card: ModelCard) -> list[str]:
    """The accuracy on images from other sources, or modified, one phrase each."""
    return [
        _(
            "{images}: {accuracy} of {count:,}",
            images=retold(one.what),
            accuracy=percent(one.accuracy, 2),
            count=one.n,
        )
        for one in (*card.other_datasets, *card.robustness)
    ]


def detection(card: ModelCard) -> str:
    """How well out-of-distribution inputs are detected."""
    if card.ood is None:
        return _("Out-of-distribution inputs are not detected: the training images do not suffice.")
    detected = _(
        "**{detected}** of out-of-distribution inputs are detected, with false alarms for "
        "{mistaken} of the test images.",
        detected=percent(card.ood.hit_rate, 0),
        mistaken=percent(card.ood.false_alarm_rate),
    )
    if not card.ood.set_by:
        return detected
    set_on = _("The threshold was set on {images}.", images=_(card.ood.set_by))
    return f"{detected} {set_on}"


def error_rates(card: ModelCard | None) -> str:
    """How often a doubt is right, in one sentence; "" where the card does not say."""
    if card is None or card.ood is None:
        return ""
    return _(
        "{noticed} of such inputs are noticed; {mistaken} of test images are doubted by mistake.",
        noticed=percent(card.ood.hit_rate, 0),
        mistaken=percent(card.ood.false_alarm_rate),
    )


def kinds(card: ModelCard) -> list[str]:
    """The detection rate for each kind of out-of-distribution input, one phrase each."""
    return (
        [f"{retold(kind.what)}: {percent(kind.hit_rate, 0)}" for kind in card.ood.kinds]
        if card.ood
        else []
    )


def training(card: ModelCard) -> str:
    """How the model was trained."""
    recipe = card.recipe
    changes = augmentation.from_json(recipe["augmentation"]).text
    optimiser = optimisers.from_json(recipe.get("optimiser", Adam.kind))
    return _(
        "`{network}` with {parameters:,} parameters, trained on {count:,} images for {epochs} "
        "epochs: batch size {batch}, {optimiser}, learning rate {rate:g}, {schedule} schedule, "
        "augmentation “{changes}”, seed {seed}. {size:,.0f} kB, {date}.",
        network=card.architecture,
        parameters=card.parameters,
        count=card.data.images["train"],
        epochs=recipe["epochs"],
        batch=recipe["batch_size"],
        optimiser=optimiser.describe(),
        rate=recipe["learning_rate"],
        schedule=_(recipe["schedule"]),
        changes=changes,
        seed=recipe["seed"],
        size=card.file.bytes / 1000,
        date=card.date,
    ) + _cost(card)


def _cost(card: ModelCard) -> str:
    """How long the card took to measure, where it says so."""
    if card.seconds is None:
        return ""
    return " " + _("This card was measured in {seconds:.1f} s.", seconds=card.seconds)
