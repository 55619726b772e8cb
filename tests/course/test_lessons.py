"""What holds for every lesson: its keys, its questions, its reasons, its tasks."""

import re
from dataclasses import asdict

import pytest

from cnnviz.course import catalogue, progress
from cnnviz.course.lesson import ROOMS
from cnnviz.course.questions import Cell, Choice, Drawing, Number
from cnnviz.utils import language

LESSONS = catalogue.lessons()
CARDS = [
    pytest.param(card, id=f"{lesson.key}.{number}")
    for lesson in LESSONS
    for number, card in enumerate(lesson.cards, 1)
]
ASKED = [
    pytest.param(each.values[0].question, id=each.id)
    for each in CARDS
    if each.values[0].question is not None
]


def of_kind(kind):
    return [each for each in ASKED if isinstance(each.values[0], kind)]


def test_no_two_lessons_share_a_key():
    keys = [lesson.key for lesson in LESSONS]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_a_lesson_has_a_key_for_links_and_progress(lesson):
    assert progress.KEY.fullmatch(lesson.key)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_a_lesson_has_three_to_six_cards_and_a_question(lesson):
    assert 3 <= len(lesson.cards) <= 6
    assert any(card.question for card in lesson.cards)


@pytest.mark.parametrize("card", CARDS)
def test_a_card_stands_beside_a_room_and_its_values_are_filled_in(card):
    assert card.room in ROOMS
    assert card.text
    assert "{" not in card.text + card.reveal


@pytest.mark.parametrize("card", CARDS)
def test_a_task_and_a_reveal_belong_to_a_question(card):
    if card.question is None:
        assert card.task is None
        assert not card.reveal
        assert not card.reveal_link
    else:
        assert card.reveal


@pytest.mark.parametrize("question", of_kind(Choice))
def test_a_choice_has_one_right_option_and_a_reason_for_each(question):
    assert [option.right for option in question.options].count(True) == 1
    assert all(option.reason for option in question.options)
    texts = [option.text for option in question.options]
    assert len(set(texts)) == len(texts) >= 3


@pytest.mark.parametrize("question", of_kind(Number))
def test_the_slips_of_a_number_are_wrong_and_differ(question):
    values = [slip.value for slip in question.slips]
    assert len(set(values)) == len(values)
    assert not any(question.judge(value).right for value in values)
    assert question.judge(question.solution).right


@pytest.mark.parametrize("question", [*of_kind(Number), *of_kind(Cell)])
def test_every_known_mistake_has_a_reason(question):
    assert all([question.reason, *(slip.reason for slip in question.slips)])


@pytest.mark.parametrize("question", of_kind(Number))
def test_any_other_number_is_told_where_to_begin(question):
    assert question.otherwise


@pytest.mark.parametrize("question", of_kind(Cell))
def test_any_other_cell_is_told_where_to_look(question):
    cells = len(question.grid) * len(question.grid[0])
    known = len(question.right) + sum(len(slip.places) for slip in question.slips)
    assert question.otherwise or known == cells


@pytest.mark.parametrize("question", of_kind(Cell))
def test_the_slips_of_a_cell_are_wrong_and_differ(question):
    places = [place for slip in question.slips for place in slip.places]
    assert len(set(places)) == len(places)
    assert not set(places) & set(question.right)
    assert question.judge(list(question.solution)).right


@pytest.mark.parametrize("question", of_kind(Drawing))
def test_a_drawing_says_what_was_seen_in_it(question):
    other = next(digit for digit in "0123456789" if digit != question.wanted)
    assert other in question.judge(other).reason


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_signs_between_thousands_are_those_of_the_language(code):
    with language.using(code):
        texts = [repr(asdict(lesson)["cards"]) for lesson in catalogue.lessons()]
    of_english = [re.findall(r".{20}\b\d{1,3}(?:,\d{3})+\b", text) for text in texts]
    assert [each for found in of_english for each in found] == []


def links(code: str):
    with language.using(code):
        return [
            (card.link, card.reveal_link, card.task and card.task.done)
            for lesson in catalogue.lessons()
            for card in lesson.cards
        ]


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_a_card_sets_its_room_alike_in_every_language(code):
    assert links(code) == links(language.ENGLISH)


NAMED = {  # cards, and the labels of the controls that they speak of
    "channels.3": ["Depthwise convolution"],
    "confusion-matrix.3": ["Card"],
    "confusion-matrix.4": ["Card"],
    "relu.5": ["none"],
    "sharpen.3": ["Unsharp mask"],
    "steel.4": ["Inspection", "Reasons"],
}


@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize("place", NAMED)
def test_a_card_calls_a_control_as_its_label_does(code, place):
    key, _dot, number = place.partition(".")
    with language.using(code):
        text = catalogue.find(key).cards[int(number) - 1].text
        labels = [language._(label) for label in NAMED[place]]
    assert [label for label in labels if label.lower() not in text.lower()] == []
