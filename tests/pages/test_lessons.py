"""Every card's room opens as the card asks for, and its task is done where its answer is shown."""

from collections.abc import Mapping

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.course import catalogue
from cnnviz.utils import paths

CARDS = [
    pytest.param(card, id=f"{lesson.key}.{number}")
    for lesson in catalogue.lessons()
    for number, card in enumerate(lesson.cards, 1)
]
ANSWERED = [each for each in CARDS if each.values[0].reveal_link]


def opened(room: str, link: Mapping[str, str]) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    page.switch_page(str(paths.ROOT / f"pages/{room}.py"))
    page.query_params |= dict(link)
    return page.run()


def has(page: AppTest, key: str, text: str) -> bool:
    """Whether a setting is as a link says; those that are in the address alone are not compared."""
    if key not in page.session_state:
        return True
    value = page.session_state[key]
    in_address = page.query_params.get(key)  # an option's label, which is kept where it was taken
    if isinstance(value, int | float) and not isinstance(value, bool):
        return in_address in (text, [text]) if "×" in text else float(text) == value
    return str(value).lower() == text.lower() or in_address in (text, [text])


def check(page: AppTest, link: Mapping[str, str]) -> None:
    assert not page.exception
    assert [each.value for each in (*page.toast, *page.error)] == []
    assert [key for key, text in link.items() if not has(page, key, text)] == []


def is_done(page: AppTest, done: Mapping[str, str]) -> bool:
    return all(key in page.session_state and has(page, key, text) for key, text in done.items())


@pytest.mark.parametrize("card", CARDS)
def test_a_cards_link_sets_its_room(engine, card):
    page = opened(card.room, card.link)
    check(page, card.link)
    if card.task and card.task.done:
        assert not is_done(page, card.task.done)


@pytest.mark.parametrize("card", ANSWERED)
def test_an_answers_link_sets_its_room_as_the_task_asks(engine, card):
    page = opened(card.room, card.reveal_link)
    check(page, card.reveal_link)
    if card.task:
        assert is_done(page, card.task.done)


@pytest.mark.parametrize("others", [{"language": "de"}, {"present": "true"}])
def test_a_link_with_a_language_or_presenter_mode_sets_the_cards_room(others):
    card = catalogue.lessons()[0].cards[0]
    page = opened(card.room, {"lesson": f"{catalogue.lessons()[0].key}.1"} | others)
    assert not page.exception
    assert [key for key, text in card.link.items() if not has(page, key, text)] == []
    assert page.session_state["k_picture"] == card.link["k_picture"]
