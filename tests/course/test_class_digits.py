"""A class's drawings as a data set: each student's on one side, in the style of MNIST."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from cnnviz import data
from cnnviz.course import class_digits, session
from cnnviz.course.attendance import Given
from cnnviz.data.stroke_text import write_strokes
from cnnviz.data.strokes import as_mnist, draw
from cnnviz.utils.errors import InputError

STROKE = (((0.3, 0.2), (0.7, 0.2), (0.5, 0.8)),)
SEVEN = write_strokes(STROKE)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


@pytest.fixture
def drawings():
    """Six students who all draw every digit as a seven."""
    code, _ = session.begin("Digits", [class_digits.digits_lesson()])
    answers = [
        Given(card, f"student {number}", "7", SEVEN) for number in range(6) for card in range(10)
    ]
    return class_digits.drawn(session.find(code), answers)


def test_each_digit_is_asked_for_once():
    cards = class_digits.digits_lesson().cards
    assert [card.question.wanted for card in cards] == list("0123456789")


def test_no_student_is_on_both_sides(drawings):
    with zipfile.ZipFile(io.BytesIO(class_digits.as_zip(drawings))) as archive:
        names = [name.split("/") for name in archive.namelist()]
    hands = {
        side: {name[2].split("-")[1] for name in names if name[0] == side}
        for side in ("train", "test")
    }
    assert [len(hands["train"]), len(hands["test"])] == [4, 2]
    assert not hands["train"] & hands["test"]


def test_the_pictures_are_mnists_way_of_the_strokes(drawings):
    with zipfile.ZipFile(io.BytesIO(class_digits.as_zip(drawings))) as archive:
        picture = np.asarray(Image.open(io.BytesIO(archive.read(archive.namelist()[0]))))
    wanted = as_mnist(draw(STROKE))
    np.testing.assert_allclose(np.atleast_3d(picture)[..., :1] / 255, wanted, atol=0.5 / 255)


def test_the_trainer_reads_the_data_set(drawings, tmp_path):
    file = tmp_path / "class-ABCDEF.zip"
    file.write_bytes(class_digits.as_zip(drawings))
    found = data.load(str(file))
    assert found.classes == tuple("0123456789")
    assert len(found.test) == 20


def test_the_same_drawings_are_the_same_data_set(drawings):
    assert class_digits.as_zip(drawings) == class_digits.as_zip(drawings)


def test_what_the_shipped_network_read_right_is_counted(drawings):
    assert class_digits.read_right(drawings) == 6


def test_one_student_is_no_class(drawings):
    with pytest.raises(InputError, match="at least 2 students, got 1"):
        class_digits.as_zip(drawings[:10])
