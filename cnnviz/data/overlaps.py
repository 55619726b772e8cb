"""Find images that are equal, and images that show overlapping parts of one scene.

Crops of one strip share pixels at a shift, in other light, so neither hashes nor differences find
them. Their phase correlation has a peak at the shift. It is computed for all pairs of a class on
small copies; the few that stand out are correlated again at ``SIDE`` pixels, and count if what both
show at that shift agrees. Differences of brightness and contrast are removed first, locally: a
scratch that is brighter than all else would otherwise decide alone.

A texture that repeats itself exactly cannot be told from an overlap. The less two images share, the
less their peak stands out: of crops of rough surfaces, all 4,799 pairs were found that share at
least 35 % of their area, and 291 of 315 that share 25 to 30 %.

References
----------
C. D. Kuglin, D. C. Hines, "The phase correlation image alignment method", Proc. IEEE Conf.
Cybernetics and Society (1975) 163-165.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from cnnviz import images
from cnnviz.data.dataset import Progress
from cnnviz.utils import system
from cnnviz.utils.language import Message
from cnnviz.utils.threads import mapped

SIDE = 100  # pixels at which two images are compared
SMALLEST = 64  # pixels of the shorter side: below, images have too little detail
MAX_IMAGES = 5_000
# Pixels of the small copies, for so many pairs: 36, 16, 9 and 6 µs each. The finer, the more pairs
# are found that share little: of NEU's 1,342, 1,236 at 48 pixels, 1,144 at 40 and 1,009 at 32.
SCREEN_SIDES = {1_000_000: 64, 2_500_000: 48, 5_000_000: 40}
SMALLEST_SCREEN = 32  # for more
TAPER = 0.1  # share of a copy's side over which it fades out towards its borders
STANDS_OUT = 1.25  # a peak's height over the highest that noise is expected to have
LEAST_SHARE = 0.1  # of the area, that two images must share
AGREES = 0.62  # correlation of what both show; on NEU 16 of 781 candidates lie in 0.4 to 0.7
FINEST, COARSEST, AROUND = 1, 4, 8  # pixels at SIDE: structures that are kept, neighbourhood
FAINT = 1  # grey level: contrast below it is noise, and is not amplified
BATCH = 64  # pairs correlated at a time: about 1 MB
NICENESS = 10


@dataclass(frozen=True)
class Overlap:
    """Two images that show the same scene in part.

    Attributes
    ----------
    first, second : int
        Their indices, ``first`` below ``second``.
    down, right : int
        Pixels: what the first shows at (row, col), the second shows at (row + down, col + right).
    share : float
        Share of the first image's area that the second shows too, in (0, 1].
    agreement : float
        Correlation of what both show, at most 1.
    """

    first: int
    second: int
    down: int
    right: int
    share: float
    agreement: float


def equal(pictures: np.ndarray) -> tuple[tuple[int, ...], ...]:
    """Find images whose pixels are equal.

    Parameters
    ----------
    pictures : ndarray
        uint8 (N, H, W, C).

    Returns
    -------
    tuple of tuple of int
        The indices of each set of equal images, at least two in each.
    """
    found: dict[bytes, list[int]] = {}
    for index, picture in enumerate(pictures):
        pixels = np.ascontiguousarray(picture).data
        found.setdefault(hashlib.blake2b(pixels, digest_size=16).digest(), []).append(index)
    return tuple(tuple(same) for same in found.values() if len(same) > 1)


def not_searched(pictures: np.ndarray) -> str:
    """Say why ``find`` does not search these images for overlaps; "" where it does."""
    if min(pictures.shape[1:3]) < SMALLEST:
        return Message("images need at least {least} pixels on each side", least=SMALLEST)
    if len(pictures) > MAX_IMAGES:
        return Message(
            "a data set may have at most {most:,} images, got {count:,}",
            most=MAX_IMAGES,
            count=len(pictures),
        )
    return ""


def find(pictures: np.ndarray, labels: np.ndarray, progress: Progress) -> tuple[Overlap, ...]:
    """Find the images of one class that overlap.

    Parameters
    ----------
    pictures : ndarray
        uint8 (N, H, W, C), each side at least ``SMALLEST``, N at most ``MAX_IMAGES``.
    labels : ndarray
        int (N,), the class of each.
    progress : callable
        Called with the fraction done, in [0, 1], and the current activity.

    Returns
    -------
    tuple of Overlap
        In the order of their indices; equal images are among them.
    """
    progress(0.0, Message("preparing the search for overlapping images"))
    classes = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    total = sum(len(members) * (len(members) - 1) // 2 for members in classes)
    search = _Search(pictures, _screen_side(total))
    found: list[Overlap] = []
    done = 0
    # The indices of a class ascend, so each image is compared with those after it.
    rows = [(members[at], members[at + 1 :]) for members in classes for at in range(len(members))]
    with mapped(search.of_image, rows, _step_back) as results:
        for (_, others), overlaps in zip(rows, results, strict=True):
            found += overlaps
            done += len(others)
            progress(
                done / max(total, 1),
                Message("compared {done:,} of {total:,} pairs of images", done=done, total=total),
            )
    return tuple(sorted(found, key=lambda each: (each.first, each.second)))


def _screen_side(pairs: int) -> int:
    return next((side for most, side in SCREEN_SIDES.items() if pairs <= most), SMALLEST_SCREEN)


def _step_back() -> None:
    """Leave the processor to whatever else this process does; where threads have a priority."""
    system.lower_priority_of_thread(NICENESS)


class _Search:
    """The images at two sizes, and the spectra of both."""

    def __init__(self, pictures: np.ndarray, screen_side: int) -> None:
        self._size = pictures.shape[1:3]
        self._details = np.empty((len(pictures), SIDE, SIDE), np.float32)
        with mapped(detail, pictures, _step_back) as results:
            for index, found in enumerate(results):
                self._details[index] = found
        shrink = partial(cv2.resize, dsize=(screen_side, screen_side), interpolation=cv2.INTER_AREA)
        self._screen = _Spectra(np.stack([shrink(each) for each in self._details]))
        self._fine = _Spectra(self._details)

    def of_image(self, row: tuple[int, np.ndarray]) -> list[Overlap]:
        """Find the overlaps of one image with the others of its row."""
        first, others = row
        likely = [second for second, _ in self._screen.peaks(first, others)]
        candidates = self._fine.peaks(first, np.array(likely, int))
        compared = (self._compare(int(first), second, place) for second, place in candidates)
        return [overlap for overlap in compared if overlap is not None]

    def _compare(self, first: int, second: int, place: int) -> Overlap | None:
        """Test a peak's shift; as correlation is periodic, it stands for up to four shifts."""
        down, right = divmod(place, SIDE)
        shifts = [
            (y, x)
            for y in {down, down - SIDE}
            for x in {right, right - SIDE}
            if _share(y, x) >= LEAST_SHARE
        ]
        one, other = self._details[first], self._details[second]
        tried = [(_correlation(*shared(one, other, y, x)), y, x) for y, x in shifts]
        agreement, down, right = max(tried, default=(0.0, 0, 0))
        if agreement < AGREES:
            return None
        height, width = self._size
        pixels = round(down * height / SIDE), round(right * width / SIDE)
        return Overlap(first, second, *pixels, _share(down, right), agreement)


def _share(down: int, right: int) -> float:
    return (SIDE - abs(down)) * (SIDE - abs(right)) / SIDE**2


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    one, other = one - one.mean(), other - other.mean()
    norm = np.sqrt((one * one).sum() * (other * other).sum())
    return float((one * other).sum() / norm) if norm > 0 else 0.0


def shared(
    one: np.ndarray, other: np.ndarray, down: int, right: int
) -> tuple[np.ndarray, np.ndarray]:
    """The parts of two images of one size that show the same where they are shifted so."""
    height, width = one.shape[:2]

    def part(image: np.ndarray, y: int, x: int) -> np.ndarray:
        return image[max(y, 0) : height + min(y, 0), max(x, 0) : width + min(x, 0)]

    return part(one, -down, -right), part(other, down, right)


def detail(picture: np.ndarray) -> np.ndarray:
    """An image's fine structures at equal contrast everywhere.

    Parameters
    ----------
    picture : ndarray
        uint8 (H, W, C).

    Returns
    -------
    ndarray
        float32 (SIDE, SIDE), zero on average; 0 wherever the image is constant.
    """
    grey = images.resize(images.to_grey(picture), SIDE, SIDE)[..., 0] * 255
    fine = _blurred(grey, FINEST) - _blurred(grey, COARSEST)
    contrast = np.sqrt(_blurred(fine * fine, AROUND) + FAINT)
    return (fine / contrast).astype(np.float32)


def _blurred(image: np.ndarray, sigma: float) -> np.ndarray:
    return cv2.GaussianBlur(image, (0, 0), sigma)


class _Spectra:
    """Phases of square images, for the phase correlation of any two."""

    def __init__(self, squares: np.ndarray) -> None:
        from scipy import fft  # takes 0.1 s, which pages that search nothing need not wait for

        self._inverse = fft.irfft2
        side = self._side = squares.shape[1]
        edge = np.minimum(np.arange(1, side + 1), np.arange(side, 0, -1))
        nearness = np.minimum(edge / (TAPER / 2 * (side + 1)), 1)
        fade = (0.5 - 0.5 * np.cos(np.pi * nearness)).astype(np.float32)  # Tukey's window
        rows, cols = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None]
        distance = np.hypot(rows, cols)
        band = ((distance > 0) & (distance <= 0.5)).astype(np.float32)
        twice = np.where((cols == 0) | (cols == 0.5), 1, 2)  # a half of the spectrum is stored
        modes = float((twice * band).sum())
        self._to_unit = side * side / modes  # equal images then have a peak of 1
        self._least = STANDS_OUT * np.sqrt(2 * np.log(side * side) / modes)
        self._phases = np.empty((len(squares), side, side // 2 + 1), np.complex64)
        for phases, square in zip(self._phases, squares, strict=True):
            spectrum = fft.rfft2(square * np.outer(fade, fade))
            phases[:] = band * spectrum / np.maximum(np.abs(spectrum), 1e-6)

    def peaks(self, first: int, others: np.ndarray) -> Iterator[tuple[int, int]]:
        """The others whose correlation has a peak above noise, and its flat position."""
        for start in range(0, len(others), BATCH):
            batch = others[start : start + BATCH]
            product = self._phases[batch] * self._phases[first].conj()
            correlation = self._inverse(product, s=(self._side, self._side), overwrite_x=True)
            flat = correlation.reshape(len(batch), -1)
            places = flat.argmax(axis=1)
            heights = flat[np.arange(len(batch)), places] * self._to_unit
            for index in np.flatnonzero(heights > self._least):
                yield int(batch[index]), int(places[index])
