"""``python -m benchmarks.digit_photos``: how the shipped digit network reads faulty photographs.

Makes photographs of each kind in ``digit_photo_kinds.py`` from MNIST's test digits, reads them as
Feature maps does, prints the counts of right, doubted and wrong answers, and writes them to
``docs/digit-photos.md``. Needs MNIST in ``$CNNVIZ_DATA``.
"""

import argparse
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from benchmarks.digit_photo_kinds import KINDS
from cnnviz import data, images, models
from cnnviz.evaluation.ood import SURE
from cnnviz.evaluation.virtual_logit import load_detector
from cnnviz.models import network_input
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

COUNT = 300
# The recognition was developed on the first test digits, which the published figures leave out.
SEEN_IN_DEVELOPMENT = 1000
DOCUMENT = paths.ROOT / "docs" / "digit-photos.md"
HEAD = """\
# Photographs of digits

Written by `python -m benchmarks.digit_photos`, which makes {count} photographs of each kind from
MNIST's test digits (`benchmarks/digit_photo_kinds.py`) and classifies them with the shipped network
as Feature maps does (`cnnviz/data/digit_photo`). The digits are a random sample; the first {seen:,}
test digits, on which the method was developed, are left out. Unless a kind says otherwise, the
digit is 200 pixels large on a sheet of 600 × 600, paper at 0.9 and ink at 0.15 of white.

An answer is doubted where a sentence beside it says why it may be wrong. No answer is given where
no ink is found. The last column is the CPU time in which the digit is found in the decoded picture,
the median, on one core. "MNIST's own digits" are all 10,000 test images, as their files hold them.

| Photographs | right | right, doubted | wrong, doubted | no answer | wrong | ms |
| --- | --: | --: | --: | --: | --: | --: |
"""


@dataclass
class Tally:
    """Answers to the photographs of one kind."""

    name: str
    right: int = 0  # and not doubted, as is wrong
    right_doubted: int = 0
    wrong_doubted: int = 0
    none: int = 0
    wrong: int = 0
    milliseconds: float = 0.0

    @property
    def row(self) -> str:
        """A row of the document's table."""
        counts = self.right, self.right_doubted, self.wrong_doubted, self.none, self.wrong
        return f"| {self.name} | {' | '.join(map(str, counts))} | {self.milliseconds:.0f} |"


class Reader:
    """The shipped digit network, with its detector of inputs unlike its training data."""

    def __init__(self) -> None:
        info = next(info for info in models.shipped() if info.path.stem == "mnist")
        assert info.card is not None
        self.model = ObservedModel(models.open_model(info.path))
        self.detector = load_detector(info.path.with_suffix(".npz"))
        self.limit = info.card.ood.threshold

    def read(self, batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Labels, and whether each is doubted: for an input unlike the training data, or unsure."""
        is_unlike = self.detector.distances(self.model.features(batch)) > self.limit
        probabilities = self.model.predict(batch)
        return probabilities.argmax(axis=1), is_unlike | (probabilities.max(axis=1) < SURE)


def measure(name: str, photos: Iterable[np.ndarray], labels: np.ndarray, reader: Reader) -> Tally:
    """Read photographs of one kind."""
    tally, seconds, given, truth = Tally(name), list[float](), [], list[int]()
    for photo, label in zip(photos, labels, strict=True):
        picture = as_decoded(photo)
        began = time.process_time()
        try:
            given.append(network_input.of_picture(picture, network_input.DRAWN, as_mnist=True))
            truth.append(label)
        except InputError:
            tally.none += 1
        seconds.append(time.process_time() - began)
    if given:
        read, doubted = reader.read(np.stack([one.pixels for one in given]))
        doubted |= np.array([bool(one.doubt) for one in given])
        right = read == np.array(truth)
        tally.right, tally.wrong = int((right & ~doubted).sum()), int((~right & ~doubted).sum())
        tally.right_doubted = int((right & doubted).sum())
        tally.wrong_doubted = int((~right & doubted).sum())
    tally.milliseconds = statistics.median(seconds) * 1000
    return tally


def as_decoded(photo: np.ndarray) -> np.ndarray:
    """What the app makes of the picture's file: only transparency is changed."""
    if photo.shape[2] < 4:
        return photo
    _, encoded = cv2.imencode(".png", photo[..., [2, 1, 0, 3]])
    return images.read_pixels(encoded.tobytes())


def document(tallies: list[Tally], count: int) -> str:
    """Write the measurements as Markdown."""
    photos = tallies[1:]
    wrong, total = sum(t.wrong for t in photos), count * len(photos)
    worst = min(photos, key=lambda t: -t.wrong - t.none)
    share = 1 - (worst.wrong + worst.none) / count
    summary = (
        f"\nOf all {total:,} photographs, {wrong} ({wrong / total:.2%}) are answered wrongly "
        f"without a doubt. In the worst kind (“{worst.name}”), {share:.1%} are right or doubted.\n"
    ).replace("%", " %")
    rows = "\n".join(tally.row for tally in tallies)
    return HEAD.format(count=count, seen=SEEN_IN_DEVELOPMENT) + rows + "\n" + summary


def choose_digits(available: int, count: int, develop: bool) -> np.ndarray:
    """Indices of the test digits to photograph: the first ones, or a sample of the others."""
    if develop:
        return np.arange(count)
    others = np.arange(SEEN_IN_DEVELOPMENT, available)
    return np.sort(np.random.default_rng(0).choice(others, count, replace=False))


def main() -> None:
    """Measure all kinds, and write the document."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digit_photos")
    parser.add_argument("--count", type=int, default=COUNT, metavar="N", help="digits per kind")
    parser.add_argument("--only", default="", metavar="WORDS", help="only kinds with these words")
    parser.add_argument(
        "--develop", action="store_true", help="use the first test digits, and write no document"
    )
    given = parser.parse_args()
    test = data.load("mnist").test
    chosen = test.take(choose_digits(len(test), given.count, given.develop))
    digits = images.to_float(chosen.images[..., 0])
    cv2.setNumThreads(1)
    reader, tallies = Reader(), list[Tally]()
    if not given.only:
        tallies.append(measure("MNIST's own digits", test.images, test.labels, reader))
        print(tallies[-1].row, flush=True)
    for name, make in KINDS.items():
        if given.only in name:
            rng = np.random.default_rng(0)
            photos = (make(digit, rng) for digit in digits)
            tallies.append(measure(name, photos, chosen.labels, reader))
            print(tallies[-1].row, flush=True)
    if not given.only and not given.develop:
        DOCUMENT.write_text(document(tallies, given.count), "utf-8")


if __name__ == "__main__":
    main()
