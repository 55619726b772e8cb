"""The contact sheet of wrong answers."""

import numpy as np

from cnnviz import wrong_answers
from cnnviz.wrong_answers import CELL, COLUMNS, GAP, LINE, sheet


def test_pictures_stand_in_rows_with_a_line_below_each():
    pictures = [np.full((7, 7, 1), 0.5, np.float32)] * (COLUMNS + 1)
    drawn = sheet(pictures, [("9: 4", False)] * len(pictures))
    assert drawn.size == (GAP + COLUMNS * (CELL + GAP), GAP + 2 * (CELL + LINE + GAP))
    pixels = np.asarray(drawn)
    assert (pixels[GAP : GAP + CELL, GAP : GAP + CELL] == 128).all()
    assert (pixels[GAP + CELL + LINE + GAP :, GAP + CELL + GAP :] == 255).all()


def test_a_doubted_answer_is_written_in_another_colour():
    picture = [np.ones((7, 7, 1), np.float32)]
    plain, doubted = (np.asarray(sheet(picture, [("4", doubt)])) for doubt in (False, True))
    assert not np.array_equal(plain, doubted)


def test_the_document_s_picture_is_there():
    assert wrong_answers.FILE.is_file()
