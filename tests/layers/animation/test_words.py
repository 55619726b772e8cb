"""The sum in the GIF: the same words and numbers as below the page's animation."""

import pytest

from cnnviz.layers.animation.moments import moment
from cnnviz.layers.animation.words import pieces
from cnnviz.layers.window import (
    AVERAGE_POOLING,
    MAX_POOLING,
    TRANSPOSED,
    Sides,
    WindowSettings,
    slide,
)
from cnnviz.layers.window.patterns import Numbers
from tests.window_layers import layer_of


def said(layer: WindowSettings, position: int) -> str:
    shown, known = layer.shown, Numbers()
    cells = known.cells((shown.channels, *shown.size))
    result = slide(layer, cells, known.weights(shown.weight_shape))
    return " ".join(piece.text for piece in pieces(result, moment(result, position)))


@pytest.mark.parametrize(
    ("layer", "position", "sentence"),
    [
        (
            layer_of(),
            6,
            "Row 1, column 1: 1×−1 + 8×0 + 6×1 + 7×−1 + 6×0 + 5×1 + 6×−1 + 0×0 + 3×1 = 0",
        ),
        (
            layer_of(channels=3, filters=2),
            0,
            "Filter 1, row 0, column 0: 2 channel 1 + −1 channel 2 + 6 channel 3 = 7",
        ),
        (layer_of(dims=1), 4, "Position 4: 3×−1 + 0×0 + 0×1 = −3"),
        (layer_of(MAX_POOLING, kernel=(2, 2)), 0, "Row 0, column 0: max( 8 , 6 , 0 , 1 ) = 8"),
        (
            layer_of(AVERAGE_POOLING, size=(3, 3), kernel=(2, 2), padding="same"),
            2,
            "Row 0, column 2: ( 5 + 0 ) ÷ 2 = 5 ÷ 2 = 2.5",
        ),
        (
            layer_of(AVERAGE_POOLING, size=(3, 3)),
            0,
            "Row 0, column 0: ( 8 + 6 + 5 + 2 + 3 + 0 + 0 + 0 + 1 ) ÷ 9 = 25 ÷ 9 ≈ 2.78",
        ),
        (
            layer_of(TRANSPOSED, size=(3, 3), stride=(2, 2)),
            0,
            "Input row 0, column 0: 8 × kernel added to rows 0–2, columns 0–2 of the output",
        ),
        (
            layer_of(TRANSPOSED, size=(3, 3), kernel=(1, 1), padding=Sides.each(1, 1)),
            0,
            "Input row 0, column 0: 8 × kernel added to nothing: all is cut away",
        ),
    ],
)
def test_a_sum_says_what_the_window_makes(layer, position, sentence):
    assert said(layer, position) == sentence


def test_of_many_terms_the_first_and_the_last_are_written():
    sentence = said(layer_of(kernel=(5, 5)), 0)
    assert sentence.count("×") == 10
    assert "+ … 15 more … +" in sentence
