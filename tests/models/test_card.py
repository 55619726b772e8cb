"""A model card is written and read without loss; what is not one is refused."""

import json
from dataclasses import replace

import pytest

from cnnviz.models.card import AccuracyOn, ModelCard, Overlaps, PlainFolds, read_card
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

FILES = sorted(paths.MODELS.glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_card_is_read_and_written_with_the_same_content(file):
    card = read_card(file)
    assert json.loads(card.to_json()) | {"outside": None} == json.loads(file.read_text("utf-8")) | {
        "outside": None
    }
    written = json.loads(card.to_json())["outside"]
    stored = json.loads(file.read_text("utf-8"))["outside"]
    assert written == {"set_by": ""} | stored


def test_folds_by_group_and_plain_folds_are_written_and_read():
    card = read_card(FILES[0])
    plain = PlainFolds(card.test, (AccuracyOn("BMP", 9, 0.5, 1.0),))
    both = replace(card, by_group=True, plain_folds=plain, overlaps=Overlaps(9, 4, 3, 7))
    assert ModelCard.from_json(both.to_json()) == both


def test_lists_of_numbers_and_words_take_one_line():
    text = read_card(FILES[0]).to_json()
    assert '"classes": ["' in text
    assert "\n      [980, 0," in text or "\n      [" in text
    assert ModelCard.from_json(text) == read_card(FILES[0])


@pytest.mark.parametrize(
    "change",
    [
        {"test": None},
        {"test": {"accuracy": "x"}},
        {"outside": []},
        {"elsewhere": 3},
        {"another": 1},
        {"plain_folds": {"test": None, "robustness": []}},
        {"overlaps": {"images": 3}},
        {"file": {"bytes": 1}},
    ],
)
def test_a_part_that_is_missing_unknown_or_of_another_type_is_refused(change):
    content = json.loads(FILES[0].read_text("utf-8")) | change
    with pytest.raises(InputError, match="no model card of this version"):
        ModelCard.from_json(json.dumps(content))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "{}", "null"])
def test_what_is_no_card_at_all_is_refused(text):
    with pytest.raises(InputError, match="no model card of this version"):
        ModelCard.from_json(text)


def test_a_missing_file_is_no_card(tmp_path):
    assert read_card(tmp_path / "absent.json") is None
