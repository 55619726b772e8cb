"""What each choice of a recipe brings: measured for every choice, and told alike everywhere."""

import pytest

from benchmarks.ablation import DOCUMENT, FAST, document
from cnnviz.training import ablation
from cnnviz.training.ablation import Measured, Row
from cnnviz.training.recipes import RECIPES


@pytest.mark.parametrize("name", FAST)
def test_every_choice_of_a_fast_recipe_is_measured(name):
    recipe = RECIPES[name]
    rows = ablation.rows(recipe)
    assert [row.name for row in rows] == ["", *(choice.name for choice in recipe.choices)]
    for row in rows:
        assert len(row.measured.accuracy) == len(row.measured.cpu_seconds) >= 1
        assert all(0 < share <= 1 for share in row.measured.accuracy)


def test_the_document_tells_what_was_measured():
    assert DOCUMENT.read_text("utf-8") == document()


def test_a_row_is_read_as_means_over_its_seeds():
    row = Row("Batch normalisation", "Keeps channels in range.", Measured((0.9, 0.8), (10, 14)))
    assert ablation.table([row]) == [
        ("Batch normalisation: keeps channels in range.", "0.8500", "12.0 s")
    ]


def test_the_recipe_as_it_is_leaves_nothing_out():
    assert ablation.table([Row("", "Fast", Measured((0.98,), (9.6,)))]) == [
        ("Nothing", "0.9800", "9.6 s")
    ]
