"""``python -m tests.hostile [KIND]``: make every bad file, let its reader answer in a child.

A child is forked from a process that has imported the readers. It may use ``SECONDS`` of a
processor and ``MEMORY`` bytes beyond what it has at its start; what crashes, hangs or takes more
ends it alone. Prints one line of JSON for each file: kind, name, what was expected, the answer,
seconds to make and to read it, and MB of peak memory beyond the start.
"""

import gc
import json
import os
import re
import resource
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

from cnnviz.utils.errors import InputError
from tests.hostile import archives, networks, pictures, texts
from tests.hostile.readers import READ, READERS, Bad

SECONDS = 20
MEMORY = 1_200 * 2**20  # 49 megapixels of 16 bits in four channels are 400 MB, and their copy


def files() -> Iterator[Bad]:
    """Every bad file."""
    for source in (pictures, archives, networks, texts):
        yield from source.bad()


def answered(bad: Bad) -> dict[str, object]:
    """Let a file's reader answer in a child of this process."""
    start = time.monotonic()
    content = bad.make()
    made = time.monotonic() - start
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as reply:
            json.dump(_answer(bad.kind, content), reply)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as reply:
        text = reply.read()
    _, status, used = os.wait4(child, 0)
    found = json.loads(text) if text else {"answer": "crash", "says": _ended_by(status)}
    found["seconds"] = round(used.ru_utime + used.ru_stime, 2)
    found.setdefault("mb", round(used.ru_maxrss / 1024))
    found["made"] = round(made, 2)
    as_expected = _is_expected(bad, found)
    return {"kind": bad.kind, "name": bad.name, "expected": bad.answer, **found, "ok": as_expected}


def _answer(kind: str, content: bytes) -> dict[str, object]:
    # Peak memory begins anew, as far as Linux counts it: the child shares its parent's pages.
    Path("/proc/self/clear_refs").write_text("5", "utf-8")
    before = _memory("VmRSS")
    _limit()
    try:
        READERS[kind](content)
        found = {"answer": "read", "says": ""}
    except InputError as error:
        found = {"answer": "refused", "says": str(error)}
    except BaseException as error:
        trace = traceback.format_exc(limit=-2)
        found = {"answer": "crash", "says": f"{type(error).__name__}: {error}\n{trace}"}
    found["says"] = found["says"].encode("utf-8", "replace").decode()
    return found | {"mb": round((_memory("VmHWM") - before) / 1024)}


def _memory(name: str) -> int:
    """A figure of this process in kB."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def _limit() -> None:
    size = _memory("VmSize") * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _ended_by(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with {os.WEXITSTATUS(status)}"


def _is_expected(bad: Bad, found: dict[str, object]) -> bool:
    if bad.answer == READ:
        return found["answer"] == "read"
    return found["answer"] == "refused" and bool(re.search(bad.answer, str(found["says"])))


def main(kinds: list[str]) -> int:
    """Print every answer; the number of those that were not expected."""
    warnings.simplefilter("ignore")
    gc.disable()  # it would walk through all of the readers' modules in each child
    wrong, start = 0, time.monotonic()
    for bad in files():
        if not kinds or bad.kind in kinds:
            found = answered(bad)
            wrong += not found["ok"]
            print(json.dumps(found), flush=True)
    print(f"{time.monotonic() - start:.0f} s, {wrong} not as expected", file=sys.stderr)
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
