"""A class session of sixty: everybody answers, the teacher shows the answer, all rooms follow.

Over the real websocket, without browsers. The machine that serves them drives them, too.
"""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median, quantiles
from unittest import mock

from benchmarks.timing import verdict
from cnnviz.course import attendance
from cnnviz.course import session as sessions
from cnnviz.course.lesson import CALCULATOR, Card, Lesson
from cnnviz.course.questions import Number
from tests.e2e.conftest import running_app
from tests.visitor import Visitor, visiting

STUDENTS = 60
ANSWER_SECONDS = 10.0  # within which everybody answers
PROMISED = {"median": 0.15, "late": 0.5, "shown": 3.0}  # seconds
PATIENCE = 60.0

LAYER = {"l_height": "6", "l_kernel": "3", "l_padding": "valid"}
LESSON = Lesson(
    "bench",
    "Stride",
    "",
    (
        Card(
            "A window of 3 × 3 on 6 × 6.",
            CALCULATOR,
            LAYER,
            question=Number("How many values has a row with stride 2?", 2, "Two fit."),
            reveal_link={**LAYER, "l_stride": "2"},
        ),
    ),
)


def report() -> Iterator[str]:
    """Lines on answers and on the reveal."""
    with (
        tempfile.TemporaryDirectory() as home,
        running_app(Path(home)) as address,
        mock.patch.dict(os.environ, {"CNNVIZ_HOME": home}),
    ):
        answered, shown, errors = asyncio.run(_hold(address))
    middle, late = median(answered), quantiles(answered, n=20)[-1]
    yield _line(f"{STUDENTS} students, an answer, median", middle, PROMISED["median"])
    yield _line(f"{STUDENTS} students, 95 % of answers below", late, PROMISED["late"])
    yield _line(f"{STUDENTS} students, the last room after the reveal", shown, PROMISED["shown"])
    kept = verdict(not errors)
    yield f"{f'{STUDENTS} students, errors':48} {errors:9d}      promised none: {kept}"


def _line(name: str, seconds: float, promised: float) -> str:
    kept = verdict(seconds <= promised)
    return f"{name:48} {seconds * 1e3:9.1f} ms   promised {promised * 1e3:.0f}: {kept}"


async def _hold(address: str) -> tuple[list[float], float, int]:
    """Hold the session.

    Returns
    -------
    answered : list of float
        Seconds from each answer to its room.
    shown : float
        Seconds from the reveal to the last page that shows it.
    errors : int
    """
    code, token = sessions.begin("Stride", [LESSON])
    rng = random.Random(0)
    async with AsyncExitStack() as stay:
        visitors = []
        for number in range(STUDENTS):
            student = attendance.join(code, f"Student {number}")
            visitor = await stay.enter_async_context(visiting(address))
            await visitor.open(CALCULATOR, f"class={code}&student={student}")
            visitors.append(visitor)
        answered = await asyncio.gather(*(_answer(each, code, rng) for each in visitors))
        await _until(lambda: len(attendance.answers(code, 0)) == STUDENTS)
        began = time.perf_counter()
        sessions.reveal(code, token)
        await _until(lambda: all("l_stride=2" in each.query for each in visitors))
        shown = time.perf_counter() - began
        errors = sum(len(each.errors) for each in visitors)
    return list(answered), shown, errors


async def _answer(visitor: Visitor, code: str, rng: random.Random) -> float:
    """Type a number some time within the ten seconds, send it, and wait for the room."""
    await asyncio.sleep(rng.uniform(0, ANSWER_SECONDS))
    key = f"c_class_{code}_0"
    visitor.enter(f"{key}_number", float(rng.choice((2, 3))))
    began = time.perf_counter()
    sending = asyncio.create_task(visitor.change(f"FormSubmitter:{key}_form-Answer", True))
    await _until(lambda: "l_height" in visitor.widgets)
    sending.cancel()
    return time.perf_counter() - began


async def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError("the class did not get there within a minute")
        await asyncio.sleep(0.005)
