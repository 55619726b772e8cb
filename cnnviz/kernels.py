"""Named kernels, each with its matrix, what it does and where it comes from.

All are meant for cross-correlation, as a CNN layer computes it: no flip. A derivative named
"x" is therefore positive where the picture gets brighter to the right, "y" where it gets
brighter downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.errors import InputError
from cnnviz.ops import checked_kernel

SIZES = (3, 5, 7)  # side lengths that the playground's grid offers


@dataclass(frozen=True, eq=False)
class Kernel:
    """A kernel with a name.

    Attributes
    ----------
    weights : (kH, kW) float64, read-only
    summary : str
        What it does to a picture, one line.
    source : str
        The paper, book or lecture that it is taken from.
    """

    name: str
    weights: np.ndarray
    summary: str
    source: str

    def __post_init__(self) -> None:
        self.weights.flags.writeable = False

    @property
    def size(self) -> int:
        """The longer side's length in cells."""
        return max(self.weights.shape)


def kernel(
    name: str, weights: Sequence[Sequence[float]] | np.ndarray, summary: str, source: str
) -> Kernel:
    """Make a kernel of rows of numbers."""
    return Kernel(name, np.array(weights, dtype=np.float64), summary, source)


def box(size: int) -> np.ndarray:
    """Mean of ``size`` × ``size`` pixels: every weight 1 / size²."""
    return np.full((size, size), 1 / size**2)


def binomial(size: int) -> np.ndarray:
    """Binomial approximation of a Gaussian, sum 1: a row of Pascal's triangle times itself."""
    row = np.array([1.0])
    for _ in range(size - 1):
        row = np.convolve(row, [1, 1])
    return np.outer(row, row) / row.sum() ** 2


def motion_blur(size: int) -> np.ndarray:
    """Mean along the diagonal from the top left to the bottom right."""
    return np.eye(size) / size


# Where several kernels come from.
GONZALEZ = "R. Gonzalez, R. Woods: Digital Image Processing, chapter 3"
LECTURE = "Lectures on convolutional networks"

_LOG = [
    [0, 0, -1, 0, 0],
    [0, -1, -2, -1, 0],
    [-1, -2, 16, -2, -1],
    [0, -1, -2, -1, 0],
    [0, 0, -1, 0, 0],
]
_UNSHARP = 2 * np.pad([[1.0]], 2) - binomial(5)

NAMED = (
    kernel("Sobel x", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
           "Change from left to right, smoothed downwards: finds upright edges.",
           "I. Sobel, G. Feldman: talk at the Stanford AI Project, 1968"),
    kernel("Sobel y", [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
           "Change downwards, smoothed from left to right: finds level edges.",
           "I. Sobel, G. Feldman: talk at the Stanford AI Project, 1968"),
    kernel("Prewitt x", [[-1, 0, 1]] * 3,
           "Change from left to right, averaged over three rows.",
           "J. Prewitt: Object enhancement and extraction, 1970"),
    kernel("Prewitt y", [[-1] * 3, [0] * 3, [1] * 3],
           "Change downwards, averaged over three columns.",
           "J. Prewitt: Object enhancement and extraction, 1970"),
    kernel("Scharr x", [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]],
           "Change from left to right, its direction truer than Sobel's.",
           "H. Scharr: Optimal operators in digital image processing, 2000"),
    kernel("Scharr y", [[-3, -10, -3], [0, 0, 0], [3, 10, 3]],
           "Change downwards, its direction truer than Sobel's.",
           "H. Scharr: Optimal operators in digital image processing, 2000"),
    kernel("Edges by columns", [[1, 0, -1]] * 3,
           "Left minus right: positive where it gets darker to the right.", LECTURE),
    kernel("Edges by rows", [[1] * 3, [0] * 3, [-1] * 3],
           "Above minus below: positive where it gets darker downwards.", LECTURE),
    kernel("Laplacian, 4 neighbours", [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
           "Neighbours minus the pixel: 0 on even slopes, strong at edges and points.", GONZALEZ),
    kernel("Laplacian, 8 neighbours", [[1, 1, 1], [1, -8, 1], [1, 1, 1]],
           "The Laplacian with the diagonals: alike in more directions.", GONZALEZ),
    kernel("LoG 5 × 5", _LOG,
           "Laplacian of Gaussian, sign turned: smooths, then finds spots and edges.",
           "D. Marr, E. Hildreth: Theory of edge detection, 1980"),
    kernel("Identity", [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
           "Leaves the picture as it is.", GONZALEZ),
    kernel("Box 3 × 3", box(3), "Mean of nine pixels: the simplest blur.", GONZALEZ),
    kernel("Mean 5 × 5", box(5), "Mean of 25 pixels: a stronger blur.", LECTURE),
    kernel("Gaussian 3 × 3", binomial(3),
           "Soft blur; near pixels count more. Binomial, sigma 0.71 pixels.",
           "P. Burt, E. Adelson: The Laplacian pyramid, 1983"),
    kernel("Gaussian 5 × 5", binomial(5),
           "Softer blur; near pixels count more. Binomial, sigma 1 pixel.",
           "P. Burt, E. Adelson: The Laplacian pyramid, 1983"),
    kernel("Gaussian 7 × 7", binomial(7),
           "Softest blur of the three. Binomial, sigma 1.22 pixels.",
           "P. Burt, E. Adelson: The Laplacian pyramid, 1983"),
    kernel("Motion blur 7 × 7", motion_blur(7),
           "Mean along a diagonal, as if the camera had moved.",
           "L. Vandevenne: Computer graphics tutorial, image filtering"),
    kernel("Sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
           "The picture minus its Laplacian: edges get steeper, flat parts stay.", GONZALEZ),
    kernel("Sharpen, 9 in the centre", [[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]],
           "Sharpens in all eight directions.", LECTURE),
    kernel("Unsharp mask 5 × 5", _UNSHARP,
           "Twice the picture minus its blur: sharpens with less noise.", GONZALEZ),
    kernel("Emboss", [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
           "Lifts what gets brighter towards the bottom right: a relief.",
           "GIMP manual: Convolution matrix"),
    kernel("X shape", [[1, 0, 1], [0, 1, 0], [1, 0, 1]],
           "Adds the five pixels of an X: largest where the picture shows one.", LECTURE),
)  # fmt: skip

KERNELS: dict[str, Kernel] = {each.name: each for each in NAMED}


def recentre(weights: np.ndarray, size: int) -> np.ndarray:
    """Cut or pad a kernel with zeros to (size, size), its centre cell staying the centre."""
    padded = np.pad(weights, size)
    top, left = (size + length // 2 - size // 2 for length in weights.shape)
    return padded[top : top + size, left : left + size]


def name_of(weights: np.ndarray) -> str | None:
    """Name of the kernel that filters exactly as these weights do; a rim of zeros is no matter."""
    for each in NAMED:
        size = max(each.size, *weights.shape)
        if np.array_equal(recentre(each.weights, size), recentre(weights, size)):
            return each.name
    return None


def write_weights(weights: np.ndarray) -> str:
    """Write a kernel as text, exact to the last bit: rows parted by ";", numbers by ","."""
    return ";".join(",".join(_shortest(weight) for weight in row) for row in weights)


def _shortest(weight: float) -> str:
    return repr(float(weight)).removesuffix(".0")


def read_weights(text: str) -> np.ndarray:
    """Read a square kernel that ``write_weights`` wrote.

    Raises
    ------
    InputError
        If it is not a square of finite numbers with a side in ``SIZES``.
    """
    try:
        rows = [[float(number) for number in row.split(",")] for row in text.split(";")]
    except ValueError as error:
        raise InputError(f"a kernel's weights must be numbers, got {text[:40]!r}") from error
    return check_weights(rows)


def check_weights(rows: Sequence[Sequence[float]]) -> np.ndarray:
    """Turn rows of numbers into weights (k, k) float64, k in ``SIZES``.

    Raises
    ------
    InputError
        If the side is another one, the rows differ in length, or a number is not finite or huge.
    """
    if len(rows) not in SIZES or any(len(row) != len(rows) for row in rows):
        sizes = ", ".join(f"{size} × {size}" for size in SIZES)
        raise InputError(f"a kernel must be {sizes}, got rows of {[len(row) for row in rows]}")
    return checked_kernel(rows)
