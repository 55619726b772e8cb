"""The fast recipes against the lectures' networks, in CPU seconds of one thread, on test images."""

from collections.abc import Iterator, Sequence

from benchmarks.timing import verdict
from benchmarks.trained import Epoch, seconds_until, trained
from cnnviz import data
from cnnviz.training.recipes import RECIPES

# An accuracy, and in which part of the lecture network's whole time it is promised.
MNIST_PROMISES = ((0.99, 1 / 3), (0.994, 1.0))
AS_THE_LECTURE_S = 1 / 20  # of its time, to reach its accuracy
NEU_ACCURACY, NEU_SHARE = 0.98, 1 / 8


def report() -> Iterator[str]:
    """Lines for each data set that is here."""
    here = {offer.name for offer in data.available() if offer.present}
    if "mnist" in here:
        yield from _mnist()
    if "neu" in here:
        yield from _neu()


def _mnist() -> Iterator[str]:
    """One training keeps both promises: the first where its learning rate restarts."""
    lecture, fast = (trained(RECIPES[name].config) for name in ("lecture-mnist", "fast-mnist"))
    yield _whole("lecture-mnist", lecture)
    yield _whole("fast-mnist", fast)
    for accuracy, share in MNIST_PROMISES:
        yield _reached("fast-mnist", fast, accuracy, share * lecture[-1].cpu_seconds)


def _neu() -> Iterator[str]:
    """One training keeps both promises here, too."""
    lecture, fast = (trained(RECIPES[name].config) for name in ("lecture-neu", "fast-neu"))
    yield _whole("lecture-neu", lecture)
    yield _whole("fast-neu", fast)
    whole = lecture[-1]
    yield _reached("fast-neu", fast, whole.accuracy, AS_THE_LECTURE_S * whole.cpu_seconds)
    yield _reached("fast-neu", fast, NEU_ACCURACY, NEU_SHARE * whole.cpu_seconds)


def _whole(name: str, epochs: Sequence[Epoch]) -> str:
    last = epochs[-1]
    return f"{name}, {len(epochs)} epochs: {last.accuracy:.4f} in {last.cpu_seconds:.1f} CPU s"


def _reached(name: str, epochs: Sequence[Epoch], accuracy: float, allowed: float) -> str:
    """Whether an accuracy was reached in the CPU seconds allowed."""
    seconds = seconds_until(epochs, accuracy)
    took = "never reached" if seconds is None else f"after {seconds:.1f} CPU s"
    kept = verdict(seconds is not None and seconds <= allowed)
    return f"{name}, {accuracy:.4g} on the test images: {took}, promised {allowed:.1f}: {kept}"
