"""The effect of each part of a recipe: measured for every part, and the same everywhere."""

import pytest

from benchmarks.ablation import DOCUMENT, FAST, document
from cnnviz.training import ablation
from cnnviz.training.ablation import Measurement, Row
from cnnviz.training.recipes import RECIPES


@pytest.mark.parametrize("name", FAST)
def test_every_part_of_a_fast_recipe_is_measured(name):
    recipe = RECIPES[name]
    rows = ablation.rows(recipe)
    assert [row.name for row in rows] == ["", *(item.name for item in recipe.ablation)]
    for row in rows:
        assert len(row.measured.accuracy) == len(row.measured.cpu_seconds) >= 1
        assert all(0 < share <= 1 for share in row.measured.accuracy)


def test_the_document_holds_what_was_measured():
    assert DOCUMENT.read_text("utf-8") == document()


WHOLE = Row("", "Fast", Measurement((0.98, 0.96), (9.6, 10.4)))


def test_an_effect_is_the_mean_of_the_recipe_minus_that_without_the_part():
    row = Row("Batch normalisation", "Keeps channels in range.", Measurement((0.9, 0.8), (10, 14)))
    assert ablation.table([WHOLE, row]) == [
        ("Batch normalisation: keeps channels in range.", "+0.1200", "−2.0 s")
    ]


def test_a_recipe_is_reported_with_its_spread():
    assert WHOLE.measured.text == "0.9700 (0.9600 to 0.9800) in 10.0 CPU s"


def test_one_seed_has_no_spread():
    assert Measurement((0.98,), (9.64,)).text == "0.9800 in 9.6 CPU s"
