"""The front door: the rooms as living pictures, the way back, and where to begin."""

from collections.abc import Mapping

import streamlit as st

from cnnviz.data import strokes
from cnnviz.training.folder import RunFolder
from cnnviz.ui import caches
from cnnviz.ui.components import front_door
from cnnviz.ui.components.front_door import LinkData, Links
from cnnviz.ui.course.rooms import forget_settings
from cnnviz.ui.home import own_run, pictures, rooms
from cnnviz.ui.home.course import PAGE as COURSE
from cnnviz.ui.home.course import course_link
from cnnviz.ui.home.rooms import Link
from cnnviz.ui.home.state import HomeState
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.language import _, current

TICK_SECONDS = 1.0  # while the engine warms up


def show(state: HomeState) -> None:
    """Follow the link that was clicked; else show everything."""
    follow(state)
    run = own_run.last_run()
    front_door.front_door(
        links(run),
        pictures.pictures(own_run.curves(run)),
        strokes.PEN,
        words(),
        key=state.DOOR,
    )
    show_engine()


def follow(state: HomeState) -> None:
    """Open the page of the link that was just clicked, in the state that the link says.

    A link without settings opens a room as it was left in this visit.
    """
    pages = [COURSE, *(room.page for room in rooms.rooms())]
    followed = front_door.chosen(state.DOOR, pages)
    if followed is None:
        return
    page, settings = followed
    if settings:
        forget_settings(page)
    st.switch_page(f"pages/{page}.py", query_params=settings)


def links(run: RunFolder | None) -> Links:
    """Return all links; the rooms that the visitor has been to are known to the browser alone."""
    course = course_link()
    return Links(
        [
            {"page": each.page, "name": each.name, "question": each.question}
            for each in rooms.rooms()
        ],
        [_sent(_run_link(run))] if run else [],
        [_sent(each) for each in rooms.suggestions()],
        _sent(course) if course else None,
    )


def _run_link(run: RunFolder) -> Link:
    return Link(_("Your last run"), "trainer", {TrainerState.RUN: run.id}, caches.run_label(run))


def _sent(link: Link) -> LinkData:
    return {"text": link.text, "note": link.note, "page": link.page, "query": link.query}


def words() -> Mapping[str, str]:
    """Return the component's texts; what is in braces is put in there."""
    return {
        "language": current(),
        "continue": _("Continue"),
        "try": _("Three things to try in one click"),
        "course": _("Lesson by lesson"),
        "pause": _("Pause the pictures"),
        "play": _("Play the pictures"),
        "sliding": _("{kernel} slides over a photograph: upright edges appear"),
        "pixel": _("{place}: 9 products add up to {sum}"),
        "epoch": _("{title}, epoch {epoch}: {percent} of unseen images right"),
        "training": _("training"),
        "unseen": _("unseen"),
        "reads": _("Now it reads {digit}: {percent}"),
        "kernel": rooms.KERNEL,
    }


def show_engine() -> None:
    """Say that the engine warms up, for as long as it does, or why there is none."""
    is_starting = caches.engine().ensure_running() == "starting"
    st.fragment(_engine_line, run_every=TICK_SECONDS if is_starting else None)(is_starting)


def _engine_line(was_starting: bool) -> None:
    status = caches.engine().ensure_running()
    if status == "starting":
        st.caption(
            _(
                "The networks warm up: training and the larger models begin in a few seconds. "
                "Everything else works already."
            )
        )
    elif status == "failed":
        st.caption(
            _(
                "Training and the larger models do not work at the moment: {reason}. "
                "Everything else does.",
                reason=caches.engine().reason,
            )
        )
    elif was_starting:
        st.rerun()  # once, which ends the clock
