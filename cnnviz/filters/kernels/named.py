"""The named kernels, by what they are for, each with what it does and where it comes from.

A derivative named "x" is positive where the picture gets brighter to the right, "y" where it gets
brighter downwards.
"""

import numpy as np

from cnnviz.filters.kernels import families
from cnnviz.filters.kernels.definition import Kernel, Parameter, matrix
from cnnviz.filters.kernels.shapes import recentre
from cnnviz.utils.language import N_

# Where several kernels come from.
GONZALEZ = "R. Gonzalez, R. Woods: Digital Image Processing, chapter 3"
SOBEL = "I. Sobel, G. Feldman: talk at the Stanford AI Project, 1968"
PREWITT = "J. Prewitt: Object enhancement and extraction, 1970"
SCHARR = "H. Scharr: Optimal operators in digital image processing, 2000"
ROBERTS = "L. Roberts: Machine perception of three-dimensional solids, 1963"
LECTURE = N_("Lectures on convolutional networks")

SIGMA = Parameter("sigma", N_("Sigma"), low=0.3, high=4, step=0.05, default=1.2, unit="px")
WIDER_SIGMA = Parameter("sigma", N_("Sigma"), low=0.5, high=4, step=0.05, default=1.4, unit="px")
AMOUNT = Parameter("amount", N_("Amount"), low=0, high=5, step=0.1, default=1, unit="")
ANGLE = Parameter("angle", N_("Angle"), low=0, high=175, step=5, default=45, unit="°")
LENGTH = Parameter("length", N_("Length"), low=1, high=15, step=0.5, default=7, unit="px")
WAVELENGTH = Parameter(
    "wavelength", N_("Wavelength"), low=2, high=12, step=0.25, default=4, unit="px"
)

EDGES = (
    matrix(
        N_("Sobel x"),
        [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        N_("Change from left to right, smoothed downwards: finds upright edges."),
        SOBEL,
    ),
    matrix(
        N_("Sobel y"),
        [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        N_("Change downwards, smoothed from left to right: finds level edges."),
        SOBEL,
    ),
    matrix(
        N_("Prewitt x"),
        [[-1, 0, 1]] * 3,
        N_("Change from left to right, averaged over three rows."),
        PREWITT,
    ),
    matrix(
        N_("Prewitt y"),
        [[-1] * 3, [0] * 3, [1] * 3],
        N_("Change downwards, averaged over three columns."),
        PREWITT,
    ),
    matrix(
        N_("Scharr x"),
        [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]],
        N_("Change from left to right, its direction truer than Sobel's."),
        SCHARR,
    ),
    matrix(
        N_("Scharr y"),
        [[-3, -10, -3], [0, 0, 0], [3, 10, 3]],
        N_("Change downwards, its direction truer than Sobel's."),
        SCHARR,
    ),
    matrix(
        N_("Roberts, main diagonal"),
        [[1, 0], [0, -1]],
        N_("A pixel minus the one to its lower right: the smallest edge finder."),
        ROBERTS,
    ),
    matrix(
        N_("Roberts, other diagonal"),
        [[0, 1], [-1, 0]],
        N_("The right neighbour minus the lower one: the same across the other diagonal."),
        ROBERTS,
    ),
)

BLURS = (
    Kernel(
        N_("Box"),
        families.box,
        (3, 3),
        N_("Mean of the pixels in the window: the simplest blur."),
        GONZALEZ,
    ),
    matrix(
        N_("Binomial 3 × 3"),
        np.outer([1, 2, 1], [1, 2, 1]) / 16,
        N_("Nearly a Gaussian in whole sixteenths, sigma 0.71: blurs softly, worked out by hand."),
        "P. Burt, E. Adelson: The Laplacian pyramid, 1983",
    ),
    Kernel(
        N_("Gaussian"),
        families.gaussian,
        (7, 7),
        N_("Soft blur: the nearer a pixel, the more it counts; sigma is how far it reaches."),
        "J. Koenderink: The structure of images, 1984",
        (SIGMA,),
    ),
    Kernel(
        N_("Motion blur"),
        families.motion_blur,
        (7, 7),
        N_("Mean along a line, as if the camera had moved; 0° is to the right, 90° down."),
        "MATLAB documentation: fspecial, motion",
        (ANGLE, LENGTH),
    ),
)

SHARPENING = (
    matrix(
        N_("Identity"),
        [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
        N_("Leaves the picture as it is."),
        GONZALEZ,
    ),
    matrix(
        N_("Sharpen"),
        [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        N_("The picture minus its Laplacian: edges get steeper, flat parts stay."),
        GONZALEZ,
    ),
    Kernel(
        N_("Unsharp mask"),
        families.unsharp,
        (7, 7),
        N_("Adds what a Gaussian blur takes away: sharpens, and how coarsely is up to sigma."),
        GONZALEZ,
        (SIGMA, AMOUNT),
    ),
    matrix(
        N_("Emboss"),
        [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
        N_("Lifts what gets brighter towards the bottom right: a relief."),
        "GIMP manual: Convolution matrix",
    ),
)

SECOND_DERIVATIVES = (
    matrix(
        N_("Laplacian, 4 neighbours"),
        [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        N_("Neighbours minus the pixel: 0 on even slopes, strong at edges and points."),
        GONZALEZ,
    ),
    matrix(
        N_("Laplacian, 8 neighbours"),
        [[1, 1, 1], [1, -8, 1], [1, 1, 1]],
        N_("The Laplacian with the diagonals: alike in more directions."),
        GONZALEZ,
    ),
    Kernel(
        N_("Laplacian of Gaussian"),
        families.laplacian_of_gaussian,
        (9, 9),
        N_("Smooths, then finds spots and edges as wide as sigma says."),
        "D. Marr, E. Hildreth: Theory of edge detection, 1980",
        (WIDER_SIGMA,),
    ),
)

TEXTURES = (
    Kernel(
        N_("Gabor"),
        families.gabor,
        (9, 9),
        N_("Finds stripes of one width and direction; 0° is across upright stripes."),
        "J. Daugman: Uncertainty relation for resolution in space, spatial frequency and "
        "orientation, 1985",
        (ANGLE, WAVELENGTH),
    ),
)

LECTURES = (
    matrix(
        N_("Edges by columns"),
        [[1, 0, -1]] * 3,
        N_("Left minus right: positive where it gets darker to the right."),
        LECTURE,
    ),
    matrix(
        N_("Edges by rows"),
        [[1] * 3, [0] * 3, [-1] * 3],
        N_("Above minus below: positive where it gets darker downwards."),
        LECTURE,
    ),
    matrix(
        N_("Mean 5 × 5"), families.box((5, 5)), N_("Mean of 25 pixels: a stronger blur."), LECTURE
    ),
    matrix(
        N_("Sharpen, 9 in the centre"),
        [[-1, -1, -1], [-1, 9, -1], [-1, -1, -1]],
        N_("Sharpens in all eight directions."),
        LECTURE,
    ),
    matrix(
        N_("X shape"),
        [[1, 0, 1], [0, 1, 0], [1, 0, 1]],
        N_("Adds the five pixels of an X: largest where the picture shows one."),
        LECTURE,
    ),
)

GROUPS: dict[str, tuple[Kernel, ...]] = {
    N_("Edges"): EDGES,
    N_("Blur"): BLURS,
    N_("Sharpening"): SHARPENING,
    N_("Second derivative"): SECOND_DERIVATIVES,
    N_("Texture"): TEXTURES,
    N_("Lectures"): LECTURES,
}
KERNELS: dict[str, Kernel] = {each.name: each for group in GROUPS.values() for each in group}


def name_of(weights: np.ndarray) -> str | None:
    """Find the name of a kernel.

    Parameters
    ----------
    weights : (kH, kW) or (kH, kW, P) float
        A matrix may have more or fewer zeros around it than the named one.

    Returns
    -------
    str or None
        The named kernel that filters exactly as these weights do; of a family, the one with default
        parameters in this shape. None where there is none, or where planes differ.

    Examples
    --------
    >>> name_of(np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]))
    'Sobel x'
    """
    planes = np.atleast_3d(weights)
    plane = planes[..., 0]
    if not plane.any() or (planes != plane[..., np.newaxis]).any():
        return None
    matrices_first = sorted(KERNELS.values(), key=lambda each: not each.fixed)
    return next((each.name for each in matrices_first if _is(each, plane)), None)


def _is(kernel: Kernel, plane: np.ndarray) -> bool:
    if not kernel.fixed:
        return np.array_equal(kernel.build(plane.shape), plane)
    rows, cols = np.maximum(kernel.shape, plane.shape)
    return np.array_equal(recentre(kernel.weights, rows, cols), recentre(plane, rows, cols))
