"""A card's figures in words, and the doubt about an input."""

from cnnviz.ui.feature_maps import card_text

CARD = {
    "architecture": "fast-mnist",
    "parameters": 12345,
    "recipe": {
        "epochs": 20,
        "batch_size": 128,
        "learning_rate": 0.008,
        "schedule": "one-cycle",
        "augmentation": "hands",
        "seed": 0,
    },
    "data": {"images": {"train": 57000}, "source": "mnist.npz"},
    "file": {"bytes": 616079},
    "date": "2026-11-21",
    "command": "python -m cnnviz train",
    "test": {
        "n": 1009,
        "accuracy": 0.9958,
        "interval_95": [0.9943, 0.9969],
        "calibration_error": 0.0031,
        "classes": ["4", "9"],
        "confusion": [[500, 2], [7, 500]],
    },
    "outside": {
        "threshold": 4.0,
        "hit_rate": 0.92,
        "false_alarm_rate": 0.021,
        "set_by": "every second one",
        "kinds": [{"what": "noise", "n": 100, "hit_rate": 0.97}],
    },
    "elsewhere": [{"what": "scikit-learn's digits", "n": 1797, "accuracy": 0.95}],
}


def plain(text: str) -> str:
    """With ordinary spaces, where a line must not break."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_accuracy_comes_with_its_interval_and_count():
    assert plain(card_text.accuracy(CARD)) == (
        "**99.58 %** right on 1,009 images that it never saw (95 % interval 99.43 % to 99.69 %)."
    )


def test_a_network_that_learned_all_images_is_judged_by_others_and_says_so():
    text = plain(card_text.accuracy(CARD | {"folds": 5}))
    assert text.startswith("**99.58 %** right in cross-validation (95 % interval 99.43 %")
    assert "learned all 1,009 images, so 5 others of the same recipe were judged" in text


def test_the_most_frequent_mistake_comes_first():
    assert card_text.mistakes(CARD) == ["9 taken for 4: 7 of 507", "4 taken for 9: 2 of 502"]


def test_other_images_are_told_with_their_number():
    assert list(map(plain, card_text.elsewhere(CARD))) == [
        "scikit-learn's digits: 95.00 % of 1,797"
    ]
    changed = {"what": "20 % brighter", "n": 360, "accuracy": 0.99}
    told = card_text.elsewhere(CARD | {"robustness": [changed]})[1]
    assert plain(told) == "20 % brighter: 99.00 % of 360"


def test_what_is_noticed_is_told_as_a_whole_and_by_kind():
    assert "92 %" in plain(card_text.told_apart(CARD))
    assert "2.1 %" in plain(card_text.told_apart(CARD))
    assert card_text.told_apart(CARD).endswith(" The threshold was set by every second one.")
    assert list(map(plain, card_text.kinds(CARD))) == ["noise: 97 %"]


def test_the_making_names_network_recipe_and_size():
    text = card_text.making(CARD)
    for part in ("fast-mnist", "12,345", "57,000", "20 epochs", "one-cycle", "seed 0", "616 kB"):
        assert part in text


def test_an_input_is_doubted_above_the_threshold_only():
    assert card_text.doubt(CARD, 3.9) == ""
    assert card_text.doubt(CARD, 4.1) == card_text.DOUBT


def test_a_card_of_an_older_version_is_not_shown():
    assert card_text.is_whole(CARD)
    assert not card_text.is_whole({"test": CARD["test"]})
    assert not card_text.is_whole({})
