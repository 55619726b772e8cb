"""The calculator's result as HTML."""

from cnnviz.layers import formulas
from cnnviz.ui.calculator import result_html
from tests.window_layers import layer_of


def test_the_answer_emphasises_the_size():
    answer = result_html.answer(layer_of(filters=8))
    assert "5 × 5 × 8</b>, each cell the sum of 9 products." in answer


def test_the_costs_are_a_table_with_one_row_per_fact():
    layer = layer_of()
    assert result_html.costs(layer).count("<tr") == len(formulas.facts(layer))
