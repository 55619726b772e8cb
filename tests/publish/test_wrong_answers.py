"""The contact sheet of wrong answers."""

import numpy as np
import pytest
from PIL import Image

from cnnviz.models import shipped
from cnnviz.publish import wrong_answers
from cnnviz.publish.wrong_answers import CELL, COLUMNS, GAP, LINE, sheet


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


def test_a_caption_of_two_lines_has_room():
    pictures = [np.ones((200, 200, 1), np.float32)]
    drawn = sheet(pictures, [("inclusion:\nscratches 81%", False)], columns=1, cell=100)
    assert drawn.size == (GAP + 100 + GAP, GAP + 100 + 2 * LINE + GAP)


@pytest.mark.parametrize("file", wrong_answers.FILES.values(), ids=wrong_answers.FILES)
def test_the_document_s_picture_is_there(file):
    assert file.is_file()


@pytest.mark.parametrize(
    ("name", "rows_of", "cell", "lines"),
    [
        ("mnist", COLUMNS, CELL, 1),
        ("neu", wrong_answers.STEEL_COLUMNS, wrong_answers.STEEL_CELL, 2),
    ],
)
def test_a_sheet_has_as_many_pictures_as_the_card_has_mistakes(
    name, rows_of, cell, lines, tmp_path, monkeypatch, real_mnist, real_neu
):
    path = tmp_path / "wrong.png"
    monkeypatch.setitem(wrong_answers.FILES, name, path)
    wrong_answers.draw(name)
    card = next(info.card for info in shipped() if info.path.stem == name)
    confusion = np.array(card.test.confusion)
    wrong = confusion.sum() - np.trace(confusion)
    rows = -(-wrong // rows_of)
    assert Image.open(path).height == rows * (cell + lines * LINE + GAP) + GAP
