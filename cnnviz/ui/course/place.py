"""Where a visitor is in the course: which lesson is open, at which card, and what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from cnnviz.course import catalogue, library
from cnnviz.course.lesson import (
    CALCULATOR,
    FEATURE_MAPS,
    PLAYGROUND,
    TRAINER,
    Card,
    Lesson,
)
from cnnviz.course.library import Course
from cnnviz.ui import address
from cnnviz.ui.page_state import PageState, Remembered
from cnnviz.utils.language import _

PARAMETER = "lesson"  # of a link: "stride", or "stride.2" for its second card
# With which the names of a room's settings begin, in links and in the session.
PREFIXES = {PLAYGROUND: "k_", CALCULATOR: "l_", TRAINER: "t_", FEATURE_MAPS: "f_"}


@dataclass(frozen=True)
class Place:
    """A card of a lesson, counted from 0."""

    lesson: Lesson
    number: int
    course: Course | None = None  # None for the course of the lectures

    @property
    def card(self) -> Card:
        """The card itself."""
        return self.lesson.cards[self.number]

    @property
    def text(self) -> str:
        """What a link says for it."""
        course = f"{self.course.key}{library.SEPARATOR}" if self.course else ""
        return f"{course}{self.lesson.key}.{self.number + 1}"

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons of its course, in order."""
        return self.course.lessons if self.course else catalogue.lessons()

    @property
    def before(self) -> "Place | None":
        """The card before, of the same lesson."""
        return replace(self, number=self.number - 1) if self.number else None

    @property
    def after(self) -> "Place | None":
        """The card after, or the first one of the next lesson."""
        if not self.is_last:
            return replace(self, number=self.number + 1)
        following = [each.key for each in self.lessons].index(self.lesson.key) + 1
        if following == len(self.lessons):
            return None
        return replace(self, lesson=self.lessons[following], number=0)

    @property
    def is_last(self) -> bool:
        """Whether it is its lesson's last card."""
        return self.number == len(self.lesson.cards) - 1


class CourseState(PageState):
    """What is open, what was answered, and which card the room was set for."""

    opened = Remembered("c_opened", "")  # as a link says it; "" where no lesson is open
    shown_for = Remembered("c_shown_for", "")  # the card that the room was set for
    answers = Remembered[Mapping[str, Any]]("c_answers", {})  # by card
    revealed = Remembered[frozenset[str]]("c_revealed", frozenset())  # cards
    attends = Remembered("c_attends", "")  # code of the class session that one takes part in
    by_link = Remembered("c_by_link", False)  # a link named the session, which is not yet checked
    student = Remembered("c_student", "")  # by which the session knows the visitor
    leads = Remembered("c_leads", "")  # code of the session that one leads
    lead_key = Remembered("c_lead_key", "")  # by which the session knows its leader
    composes = Remembered("c_composes", "")  # key of the course that one makes
    complaint = Remembered("c_complaint", "")  # what could not be done in the run before

    @property
    def place(self) -> Place | None:
        """The open card; None where no lesson is open."""
        return parse(self.opened) if self.opened else None

    def open(self, text: str) -> None:
        """Open a card; "" closes the lesson."""
        self.opened = text
        address.keep(PARAMETER, text or None)


def is_accompanied() -> bool:
    """Whether a card of a lesson, or a class session, accompanies the room."""
    state = CourseState()
    return bool(state.opened or state.attends or state.leads)


def parse(text: str) -> Place | None:
    """Read what a link says; None where there is no such lesson or card."""
    key, _dot, number = text.partition(".")
    own = library.find_lesson(key)
    lesson = own[1] if own else catalogue.find(key)
    if lesson is None:
        return None
    card = int(number) - 1 if number.isdecimal() and len(number) < 4 else 0
    return Place(lesson, min(max(card, 0), len(lesson.cards) - 1), own[0] if own else None)


def follow_link(state: CourseState) -> None:
    """Open the lesson that a link names, and keep the open one in the address."""
    linked = address.followed(PARAMETER)
    if linked and linked != state.opened:
        place = parse(linked)
        if place is None:
            st.toast(_("This link names a lesson that does not exist: {name:.40}.", name=linked))
            address.keep(PARAMETER, state.opened or None)
            return
        prefix = PREFIXES[place.card.room]
        has_settings = any(key.startswith(prefix) for key in address.current())
        state.opened = place.text
        state.shown_for = place.text if has_settings else ""
    address.keep(PARAMETER, state.opened or None)
