"""A card's figures in words, and the doubt about an input."""

import json
from dataclasses import replace

from cnnviz.models.card import AccuracyOn, ModelCard, Overlaps, PlainFolds
from cnnviz.ui.feature_maps import card_text

CONTENT = {
    "architecture": "fast-mnist",
    "parameters": 12345,
    "recipe": {
        "epochs": 20,
        "batch_size": 128,
        "learning_rate": 0.008,
        "schedule": "one-cycle",
        "augmentation": "digits-elastic",
        "seed": 0,
    },
    "data": {
        "name": "mnist",
        "source": "mnist.npz",
        "images": {"train": 57000},
        "sha256": "1",
    },
    "file": {"bytes": 616079, "sha256": "2"},
    "date": "2026-11-21",
    "command": "python -m cnnviz train",
    "test": {
        "n": 1009,
        "accuracy": 0.9958,
        "loss": 0.0123,
        "interval_95": [0.9943, 0.9969],
        "calibration_error": 0.0031,
        "classes": ["4", "9"],
        "confusion": [[500, 2], [7, 500]],
    },
    "outside": {
        "score": "distance",
        "threshold": 4.0,
        "hit_rate": 0.92,
        "false_alarm_rate": 0.021,
        "set_by": "every second one",
        "kinds": [{"what": "noise", "n": 100, "hit_rate": 0.97}],
    },
    "elsewhere": [{"what": "scikit-learn's digits", "n": 1797, "accuracy": 0.95}],
}
CARD = ModelCard.from_json(json.dumps(CONTENT))


def test_accuracy_comes_with_its_interval_and_count():
    text = card_text.accuracy(CARD)
    for part in ("99.58 %", "1,009", "95 % interval 99.43 % to 99.69 %"):
        assert part in text


def test_a_network_trained_on_all_images_names_its_cross_validation():
    text = card_text.accuracy(replace(CARD, folds=5))
    assert "5-fold cross-validation (95 % interval 99.43 %" in text
    assert "trained on all 1,009 images" in text


def test_folds_by_group_are_reported_with_what_overlaps_and_the_plain_folds_figure():
    plain = PlainFolds(replace(CARD.test, accuracy=0.9987, interval_95=(0.9981, 0.9992)), ())
    counted = Overlaps(1009, 600, 750, 500)
    card = replace(CARD, folds=5, by_group=True, plain_folds=plain, overlaps=counted)
    by_group = card_text.accuracy(card)
    assert "**99.58 %** accuracy in 5-fold cross-validation by group (95 % inter" in by_group
    text = card_text.memory(card)
    for part in ("600 of the 1,009 images", "750 pairs", "**99.87 %**", "99.81 % to 99.92 %"):
        assert part in text


def test_folds_by_group_alone_are_described_without_a_plain_figure():
    card = replace(CARD, folds=5, by_group=True, overlaps=Overlaps(1009, 600, 750, 500))
    assert "5-fold cross-validation by group (95 %" in card_text.accuracy(card)
    assert card_text.memory(card) == (
        "600 of the 1,009 images overlap another one (750 pairs). By group, images that overlap "
        "lie in one fold, so that none was seen in part."
    )


def test_plain_folds_alone_are_described_as_partly_memory():
    card = replace(CARD, folds=5, overlaps=Overlaps(1009, 600, 750, 500))
    assert card_text.memory(card) == (
        "600 of the 1,009 images overlap another one (750 pairs). The folds ignore this, so part "
        "of the accuracy is memory."
    )


def test_nothing_is_said_of_overlaps_where_the_card_counts_none():
    assert card_text.memory(CARD) == ""


def test_the_most_frequent_mistake_comes_first():
    assert card_text.errors(CARD) == [
        "9 classified as 4: 7 of 507",
        "4 classified as 9: 2 of 502",
    ]


def test_other_images_are_reported_with_their_number():
    assert card_text.other_datasets(CARD) == ["scikit-learn's digits: 95.00 % of 1,797"]
    changed = AccuracyOn("20 % brighter", 360, 0.99)
    line = card_text.other_datasets(replace(CARD, robustness=(changed,)))[1]
    assert line == "20 % brighter: 99.00 % of 360"


def test_detection_is_reported_as_a_whole_and_by_kind():
    text = card_text.detection(CARD)
    for part in ("92 %", "2.1 %", "every second one"):
        assert part in text
    assert card_text.kinds(CARD) == ["noise: 97 %"]


def test_the_training_names_network_recipe_and_size():
    text = card_text.training(CARD)
    for part in ("fast-mnist", "12,345", "57,000", "20 epochs", "one-cycle", "seed 0", "616 kB"):
        assert part in text


def test_only_a_network_without_a_split_is_trained_on_all_images():
    assert not card_text.is_trained_on_all(None)
    assert not card_text.is_trained_on_all(CARD)
    assert card_text.is_trained_on_all(replace(CARD, recipe={"held_out": "none"}))
