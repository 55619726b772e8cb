"""The page on the shipped models states what their cards state."""

from dataclasses import replace

import pytest

from cnnviz.models.card import AccuracyOn, Overlaps, PlainFolds, read_card
from cnnviz.publish import document
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

CARDS = {name: read_card(paths.MODELS / f"{name}.json") for name in ("mnist", "neu")}


def test_the_page_s_tables_are_those_of_the_cards():
    text = document.FILE.read_text("utf-8")
    assert document.updated(text, CARDS) == text


@pytest.mark.parametrize("name", ["models", "other-digits", "changed-steel", "unlike", "baselines"])
def test_every_table_is_on_the_page(name):
    assert f"<!-- {name} -->" in document.FILE.read_text("utf-8")


def test_folds_by_group_stand_before_plain_folds():
    steel = CARDS["neu"]
    plain = PlainFolds(
        replace(steel.test, accuracy=0.75, interval_95=(0.7, 0.8)),
        tuple(replace(one, accuracy=0.5, same=0.25) for one in steel.robustness),
    )
    counted = Overlaps(9, 4, 3, 7)
    card = replace(steel, folds=5, by_group=True, plain_folds=plain, overlaps=counted)
    marks = "<!-- models -->\nold\n<!-- end -->\n<!-- changed-steel -->\n<!-- end -->\n"
    text = document.updated(marks, CARDS | {"neu": card})
    by_group = f"5 folds by group: {steel.test.accuracy:.4f} ("
    assert text.index(by_group) < text.index("plain folds: 0.7500 (0.7000 to 0.8000), ")
    assert "| Accuracy, plain folds | Same, plain folds |" in text
    first = steel.robustness[1]
    assert f"| {first.what} | {first.accuracy:.4f} | {first.same:.4f} | 0.5000 | 0.2500 |" in text
    assert "\nold\n" not in text


@pytest.mark.parametrize(("by_group", "which"), [(True, "folds by group"), (False, "plain folds")])
def test_folds_alone_are_named(by_group, which):
    card = replace(CARDS["neu"], folds=5, by_group=by_group, plain_folds=None)
    text = document.updated("<!-- models -->\n<!-- end -->\n", CARDS | {"neu": card})
    assert f"| 5 {which}: {card.test.accuracy:.4f} (" in text
    assert "; plain folds" not in text


def test_other_text_stays_as_it_is():
    text = "# Title\n\n<!-- other-digits -->\n<!-- end -->\n\n- a list\n"
    digits = replace(CARDS["mnist"], other_datasets=(AccuracyOn("drawn", 1400, 0.98765),))
    assert document.updated(text, CARDS | {"mnist": digits}) == (
        "# Title\n\n<!-- other-digits -->\n\n| Digits | Images | Accuracy |\n| --- | --- | --- |\n"
        "| drawn | 1,400 | 0.9877 |\n\n<!-- end -->\n\n- a list\n"
    )


def test_a_mark_of_no_table_is_refused():
    with pytest.raises(InputError, match=r"a table must be one of models, .*, got 'x-y'"):
        document.updated("<!-- x-y -->\n<!-- end -->", CARDS)
