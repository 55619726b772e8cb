"""``python -m tests.hostile.fuzz --minutes 10 [KIND ...]``: changed files, found by Hypothesis.

A good or bad file is cut, spliced, and changed in its bytes, in the members of its zip (whose
checksums are then right again) or in its words; its reader must end in a value or in an
``InputError``, within ``SECONDS`` and the memory of ``MEMORY``. What fails is shrunk and printed.
"""

import argparse
import io
import itertools
import resource
import signal
import sys
import time
import warnings
import zipfile
from contextlib import suppress
from functools import cache
from types import FrameType

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from cnnviz.utils.errors import InputError
from tests.hostile import archives, networks, pictures, texts
from tests.hostile.readers import READERS

SECONDS = 30
MEMORY = 3 * 2**30  # bytes of addresses
LARGEST_SEED = 40_000  # bytes
INTERESTING = [bytes([value]) for value in (0, 1, 0x7F, 0x80, 0xFF)]
INTERESTING += [b"\xff\xff\xff\xff", b"\0\0\0\x80", b"\xff\xff\xff\x7f", bytes(8), b"9" * 20]
WORDS = ["9" * 30, "-1", "1e309", "nan", "inf", "[", "]", "(", ")", ",", ";", "|", "/", '"', "\0"]
WORDS += [
    "\\",
    "{",
    "}",
    "\n",
    "->",
    "conv 3",
    "Conv2D(",
    "1/0",
    "\u2212",
    "_",
    ".",
    "..",
    "=",
    "*",
]
TEXTS = ("matrix", "stack", "link")


def seeds(kind: str) -> tuple[bytes, ...]:
    """Files of a kind to begin with; making them all takes a second."""
    return _seeds()[kind]


@cache
def _seeds() -> dict[str, tuple[bytes, ...]]:
    found: dict[str, list[bytes]] = {kind: [] for kind in READERS}
    for form in pictures.FORMATS:
        found["picture"].append(pictures.noise(form, side=12))
    sources = (pictures, archives, networks, texts)
    slow = ("a list of 20 MB", "100,001 files", "million", "megapixels", "unpacks to")
    for bad in itertools.chain.from_iterable(source.bad() for source in sources):
        if not any(word in bad.name for word in slow):
            content = bad.make()
            if len(content) <= LARGEST_SEED:
                found[bad.kind].append(content)
    return {kind: tuple(contents) for kind, contents in found.items()}


@st.composite
def changed_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    """A file with up to eight changes."""
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(content)))
        match draw(st.sampled_from(("set", "insert", "drop", "repeat", "cut"))):
            case "set":
                new = draw(st.sampled_from(INTERESTING) | st.binary(min_size=1, max_size=4))
                content = content[:at] + new + content[at + len(new) :]
            case "insert":
                content = content[:at] + draw(st.binary(max_size=20)) + content[at:]
            case "drop":
                content = content[:at] + content[at + draw(st.integers(1, 64)) :]
            case "repeat":
                part = content[at : at + draw(st.integers(1, 64))]
                content = content[:at] + part * draw(st.integers(2, 200)) + content[at:]
            case "cut":
                content = content[:at] if draw(st.booleans()) else content
    return content


@st.composite
def changed_members(draw: st.DrawFn, content: bytes) -> bytes:
    """A zip with one member changed and packed again, where it is a zip that can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            members = {name: file.read(name) for name in file.namelist()[:60]}
    except Exception:
        return draw(changed_bytes(content))
    if not members:
        return draw(changed_bytes(content))
    name = draw(st.sampled_from(sorted(members)))
    members[name] = draw(changed_bytes(members[name]))
    if draw(st.booleans()):
        members[draw(st.text(max_size=20)) or "x"] = members.pop(name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for each, data in members.items():
            with suppress(ValueError):  # a name that zipfile cannot write
                file.writestr(each.encode("utf-8", "replace").decode(), data)
    return packed.getvalue()


@st.composite
def changed_words(draw: st.DrawFn, content: bytes) -> bytes:
    """A text in which words are put in and left out."""
    text = content[:3000].decode("utf-8", "surrogateescape")
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        word = draw(st.sampled_from(WORDS) | st.text(max_size=6))
        text = text[:at] + word * draw(st.integers(0, 3)) + text[at + draw(st.integers(0, 5)) :]
    return text.encode("utf-8", "surrogatepass")


def changed(kind: str) -> st.SearchStrategy[bytes]:
    """Changed files of a kind."""
    begin = st.sampled_from(seeds(kind))
    if kind in TEXTS:
        return begin.flatmap(changed_words) | begin.flatmap(changed_bytes)
    if kind in ("zip", "table", "npz", "keras"):
        return begin.flatmap(changed_bytes) | begin.flatmap(changed_members)
    return begin.flatmap(changed_bytes)


def ends_well(kind: str, content: bytes) -> None:
    """Let a kind's reader read a file; any error but an InputError is raised."""
    note(f"{kind}: {content[:200]!r}")
    with suppress(InputError):
        READERS[kind](content)


def search(kind: str, examples: int) -> None:
    """Try so many changed files of a kind."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(changed(kind))
    def each(content: bytes) -> None:
        with limited(SECONDS):
            ends_well(kind, content)

    each()


class limited:  # noqa: N801  a context manager
    """Raise TimeoutError in whatever takes longer."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        def too_long(number: int, frame: FrameType | None) -> None:
            raise TimeoutError(f"over {self.seconds} s")

        signal.signal(signal.SIGALRM, too_long)
        signal.alarm(self.seconds)

    def __exit__(self, *error: object) -> None:
        signal.alarm(0)


def main(minutes: float, kinds: list[str], examples: int = 200) -> int:
    """Search in turns until the time is over; the number of failures, each printed."""
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    end, tried, failed = time.monotonic() + 60 * minutes, dict.fromkeys(kinds, 0), 0
    for kind in itertools.cycle(kinds):
        if time.monotonic() > end:
            break
        try:
            search(kind, examples)
        except Exception as error:
            failed += 1
            print(f"FAILED {kind}: {type(error).__name__}: {error}", file=sys.stderr)
            print("\n".join(getattr(error, "__notes__", [])), file=sys.stderr, flush=True)
        tried[kind] += examples
    print(f"tried {tried}; {failed} failures")
    return failed


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Change files until a reader fails.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("kinds", nargs="*", default=list(READERS), metavar="KIND")
    return parser.parse_args()


if __name__ == "__main__":
    given_args = _parsed()
    sys.exit(min(main(given_args.minutes, given_args.kinds), 1))
