"""A class at the app: visitors with think times in all rooms, over the real websocket.

They draw, edit kernels, ask for units and reasons, watch and steer a run, while all training slots
are full. The machine that serves them drives them, too.
"""

import asyncio
import io
import itertools
import json
import math
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import psutil
from PIL import Image
from websockets.exceptions import WebSocketException

from benchmarks.timing import verdict
from cnnviz.images import gallery, to_uint8
from cnnviz.ui import session_cleanup
from tests.e2e.conftest import running_app
from tests.visitor import Visitor, visiting

# Visitors, and the seconds that half and 95 % of what they do may take at most.
CLASSES = {30: (0.15, 0.5), 60: (None, 1.0)}
MINUTES = 1.5  # that a class stays
THINK = (4.0, 12.0)  # seconds between two acts
ACTS = 4  # in a room, before the next one
ARRIVING, ARRIVAL_SECONDS, FIRST_PAGE_SECONDS = 60, 5.0, 3.0
MOST_PER_VISITOR, MOST_LEFT = 10e6, 100e6  # bytes
FIRST_CYCLES, CYCLES, MOST_GROWTH = 20, 100, 20e6
GONE_SECONDS = session_cleanup.GRACE + 20
WARM_SECONDS = 120

MODELS = ("mnist", "neu")
SEVEN = [[0.28, 0.2], [0.5, 0.19], [0.72, 0.2], [0.6, 0.45], [0.5, 0.65], [0.42, 0.86]]
KERNELS = ("Sobel x", "Sharpen", "Box blur", "Laplacian", "Gaussian")


@dataclass
class Record:
    """What a class waited for: seconds by act, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        """The seconds of every act."""
        return [each for act in self.seconds.values() for each in act]


Act = Callable[[Visitor, random.Random], Awaitable[float]]


def report() -> Iterator[str]:
    """Lines on waiting, arrivals and memory."""
    yield from _each(_waiting)
    yield from _each(_arriving)
    yield from _each(_cycles)


def _each(section: Callable[[str, psutil.Process], AsyncIterator[str]]) -> Iterator[str]:
    """Run a section against a server of its own, warm; its lines."""
    with tempfile.TemporaryDirectory() as home, running_app(Path(home)) as address:
        server = next(each for each in psutil.Process().children() if "streamlit" in each.cmdline())

        async def lines() -> list[str]:
            await _warm(address)
            await _tour(address)
            return [line async for line in section(address, server)]

        yield from asyncio.run(lines())


async def _waiting(address: str, server: psutil.Process) -> AsyncIterator[str]:
    """How long a class waits, and what its visitors weigh."""
    async with visiting(address) as teacher:
        run = await _start_run(teacher)
        before = server.memory_info().rss
        for visitors, (half, most) in CLASSES.items():
            record = Record()
            steering = asyncio.create_task(_steer(teacher, record))
            spent = _processor_seconds(server)
            peak = await _attend(address, visitors, run, record, server)
            steering.cancel()
            for act, seconds in sorted(record.seconds.items()):
                yield f"{f'{visitors} visitors, {act}':44} {median(seconds) * 1e3:9.1f} ms"
            each_act = (_processor_seconds(server) - spent) / max(len(record.all), 1)
            yield f"{f'{visitors} visitors, processor time of an act':44} {each_act * 1e3:9.1f} ms"
            middle, late = median(record.all), quantiles(record.all, n=20)[-1]
            promise = f"   promised {half * 1e3:.0f}: {verdict(middle <= half)}" if half else ""
            yield f"{f'{visitors} visitors, median':44} {middle * 1e3:9.1f} ms{promise}"
            kept = verdict(late <= most)
            yield (
                f"{f'{visitors} visitors, 95 % below':44} {late * 1e3:9.1f} ms"
                f"   promised {most * 1e3:.0f}: {kept}"
            )
            kept = verdict(not record.errors)
            yield (
                f"{f'{visitors} visitors, errors':44} {len(record.errors):9d}"
                f"      of {len(record.all)} acts, promised none: {kept}"
            )
            for error in sorted(set(record.errors))[:5]:
                yield f"    {error}"
            each = (peak - before) / visitors
            kept = verdict(each <= MOST_PER_VISITOR)
            yield (
                f"{f'{visitors} visitors, memory of each':44} {each / 1e6:9.1f} MB"
                f"   promised {MOST_PER_VISITOR / 1e6:.0f}: {kept}"
            )
        left = await _after_leaving(server) - before
        kept = verdict(left <= MOST_LEFT)
        yield (
            f"{'more memory after they left':44} {left / 1e6:9.1f} MB"
            f"   promised {MOST_LEFT / 1e6:.0f}: {kept}"
        )


async def _arriving(address: str, _server: psutil.Process) -> AsyncIterator[str]:
    """Sixty arrive within five seconds."""
    gate = random.Random(0)

    async with AsyncExitStack() as stay:

        async def arrive() -> float:
            await asyncio.sleep(gate.uniform(0, ARRIVAL_SECONDS))
            began = time.perf_counter()
            visitor = await stay.enter_async_context(visiting(address))
            await visitor.open()
            return time.perf_counter() - began

        taken = await asyncio.gather(*(arrive() for _ in range(ARRIVING)))
    slowest = max(taken)
    kept = verdict(slowest <= FIRST_PAGE_SECONDS)
    yield (
        f"{f'{ARRIVING} arrive in {ARRIVAL_SECONDS:.0f} s, the last first page':44}"
        f" {slowest * 1e3:9.1f} ms   promised {FIRST_PAGE_SECONDS * 1e3:.0f}: {kept}"
    )


async def _cycles(address: str, server: psutil.Process) -> AsyncIterator[str]:
    """A hundred come, draw, upload and leave, one after the other, after those that fill caches."""
    photograph = _photograph()
    for cycle in range(FIRST_CYCLES + CYCLES):
        async with visiting(address) as visitor:
            await visitor.open("feature_maps", "f_model=mnist")
            await _draw(visitor, random.Random(cycle))
            await visitor.change("f_input", ["Upload"])
            await visitor.upload("f_upload", "photo.jpg", photograph)
        if cycle + 1 == FIRST_CYCLES:
            early = await _after_leaving(server)
    grown = await _after_leaving(server) - early
    kept = verdict(grown <= MOST_GROWTH)
    yield (
        f"{f'grown by {CYCLES} visits with a drawing and an upload':44}"
        f" {grown / 1e6:9.1f} MB   promised {MOST_GROWTH / 1e6:.0f}: {kept}"
    )


async def _warm(address: str) -> None:
    """Wait until the engine answers a drawing."""
    end = time.monotonic() + WARM_SECONDS
    async with visiting(address) as visitor:
        while time.monotonic() < end:
            await visitor.open("feature_maps", "f_model=mnist")
            await visitor.change("f_view", ["What if?"])
            if "f_changes" in visitor.widgets:
                return
            await asyncio.sleep(1)
    raise TimeoutError("the engine did not answer")


async def _tour(address: str) -> None:
    """Be the first visitor, who sees all rooms with both models: "after the first" begins here."""
    async with visiting(address) as visitor:
        for room in ROOMS.values():
            for model in MODELS:
                await visitor.open(room.page, room.query.format(run="", model=model))
                if room.view:
                    await visitor.change("f_view", [room.view])
                for act in room.acts.values():
                    await act(visitor, random.Random(0))


async def _start_run(teacher: Visitor) -> str:
    """Fill the training slot with a long run; its id."""
    await teacher.open("trainer", "t_data=digits&t_epochs=1000")
    await teacher.change("Train", True)
    while "run=" not in teacher.query or teacher.query.endswith("run="):
        await asyncio.sleep(0.1)
    return teacher.query.rpartition("run=")[2].partition("&")[0]


async def _attend(
    address: str, visitors: int, run: str, record: Record, server: psutil.Process
) -> int:
    """Let a class stay for its minutes; the most memory that the server has taken, in bytes."""
    end, peak = time.monotonic() + 60 * MINUTES, 0
    class_ = asyncio.gather(
        *(_visit(address, run, random.Random(number), end, record) for number in range(visitors))
    )
    while not class_.done():
        await asyncio.wait([class_], timeout=1)
        peak = max(peak, server.memory_info().rss)
    await class_
    return peak


async def _visit(address: str, run: str, rng: random.Random, end: float, record: Record) -> None:
    """One visitor's class: from room to room, until it ends."""
    await asyncio.sleep(rng.uniform(0, ARRIVAL_SECONDS))
    model = rng.choice(MODELS)
    try:
        async with visiting(address) as visitor:
            while time.monotonic() < end:
                name, room = rng.choice(list(ROOMS.items()))
                seconds = await visitor.open(room.page, room.query.format(run=run, model=model))
                if room.view:
                    seconds += await visitor.change("f_view", [room.view])
                record.seconds[f"open {name}"].append(seconds)
                for _ in range(ACTS):
                    await asyncio.sleep(rng.uniform(*THINK))
                    if time.monotonic() > end:
                        break
                    act = rng.choice(list(room.acts))
                    record.seconds[act].append(await room.acts[act](visitor, rng))
            record.errors += visitor.errors
    except (OSError, WebSocketException, TimeoutError, KeyError) as error:
        record.errors.append(f"{type(error).__name__}: {error}")


def _processor_seconds(server: psutil.Process) -> float:
    """What the server has computed; the workers beside it are left out, which train, too."""
    times = server.cpu_times()
    return float(times.user + times.system)


async def _after_leaving(server: psutil.Process) -> int:
    """Wait until the server has given back what visitors held; bytes."""
    least, end = server.memory_info().rss, time.monotonic() + GONE_SECONDS
    while time.monotonic() < end:
        await asyncio.sleep(1)
        least = min(least, server.memory_info().rss)
    return least


async def _edit_cell(visitor: Visitor, rng: random.Random) -> float:
    planes = [[[rng.uniform(-1, 1) for _ in range(3)] for _ in range(3)]]
    edit = {"what": "weights", "planes": planes, "serial": time.time_ns() // 1_000_000}
    return await visitor.change("k_bench", {"edit": edit})


async def _draw(visitor: Visitor, rng: random.Random) -> float:
    """Draw a digit as the pad sends it; the seconds from its end to the end of the page's run.

    The moving pen asks for its answer ten times a second, and for a run of the page as seldom as
    the page wants, where its view follows a drawing.
    """
    stroke = [[x + rng.uniform(-0.04, 0.04), y + rng.uniform(-0.04, 0.04)] for x, y in SEVEN]
    (pad,) = json.loads(visitor.widgets["f_pad"].data)
    number, ran = time.time_ns() // 1_000_000, -math.inf
    for points in range(2, len(stroke) + 1):
        moving = points < len(stroke)
        drawing = {"strokes": [stroke[:points]], "pen": 0.09, "number": number, "moving": moving}
        answer = asyncio.create_task(visitor.post(pad["route"], json.dumps(drawing).encode()))
        is_due = pad["live"] and time.monotonic() - ran >= pad["between"] / 1000
        if is_due or not moving:
            ran = time.monotonic()
            seconds = await visitor.change("f_pad", {"drawing": drawing})
        await answer
        await asyncio.sleep(0.1 if moving else 0)
    return seconds


async def _give_input(visitor: Visitor, rng: random.Random) -> float:
    """Draw, or take the next sample where the network reads pictures."""
    if "f_pad" in visitor.widgets:
        return await _draw(visitor, rng)
    return await visitor.change("f_next", True)


async def _change_input(visitor: Visitor, rng: random.Random) -> float:
    return await visitor.change("f_changes", {"values": {"turn": rng.uniform(-30, 30)}})


async def _ask_unit(visitor: Visitor, rng: random.Random) -> float:
    """Have a unit explained as the browser does: by a request of its own, then by the page."""
    sent = visitor.widgets["f_unit"].packed
    (route,) = json.loads(sent[4 : 4 + int.from_bytes(sent[:4], "little")])["routes"]
    path = [[2, rng.randrange(12), rng.randrange(12), rng.randrange(8)]]
    question = {"path": path, "shown": 0, "model": 0, "number": time.time_ns() // 1_000_000}
    await visitor.post(route, json.dumps(question).encode())
    return await visitor.change("f_unit", {"ask": question})


async def _steer(teacher: Visitor, record: Record) -> None:
    """Give the run another learning rate from time to time, until cancelled."""
    for rate in itertools.cycle([0.0005, 0.001, 0.002]):
        await asyncio.sleep(THINK[1])
        key = next(key for key in teacher.widgets if key.startswith("t_act_rate_"))
        record.seconds["steer the run"].append(await teacher.change(key, rate))


def _set(key: str, values: tuple[int | str, ...]) -> Act:
    async def act(visitor: Visitor, rng: random.Random) -> float:
        return await visitor.change(key, rng.choice(values))

    return act


def _photograph() -> bytes:
    file = io.BytesIO()
    Image.fromarray(to_uint8(gallery.load("Temple"))).save(file, "JPEG", quality=90)
    return file.getvalue()


@dataclass(frozen=True)
class Room:
    """A page, the view of it that is opened, and what is done there."""

    page: str
    query: str
    acts: dict[str, Act]
    view: str = ""


LOOK = "f_model={model}"
ROOMS = {
    "the playground": Room(
        "kernel_playground",
        "",
        {
            "edit a cell": _edit_cell,
            "choose a kernel": _set("k_kernel", KERNELS),
            "set the playground's stride": _set("k_stride", (1, 2, 3)),
        },
    ),
    "the calculator": Room(
        "layer_calculator",
        "",
        {
            "set the calculator's stride": _set("l_stride", (1, 2)),
            "set the kernel's size": _set("l_kernel", (2, 3)),
            "choose a network": _set("l_network", ("lecture-mnist", "lecture-neu")),
        },
    ),
    "Layers": Room(
        "feature_maps",
        LOOK,
        {"draw or take a sample": _give_input, "ask for a unit": _ask_unit},
        "Layers",
    ),
    "Reasons": Room("feature_maps", LOOK, {"give Reasons an input": _give_input}, "Reasons"),
    "What if?": Room("feature_maps", LOOK, {"turn the input": _change_input}, "What if?"),
    "a run that trains": Room(
        "trainer",
        "run={run}",
        {"choose the network to train": _set("t_network", ("lecture-mnist", "mlp"))},
    ),
}
