"""Procedural textures of hot-rolled steel: six kinds of defect, synthetic, never measured.

They stand in for the NEU images where those are absent. Each texture is a bare surface, lit
unevenly and grained, plus one kind of flaw. Level, grain, number, length and contrast of
everything are drawn at random, in overlapping ranges, so that no single number tells two kinds
apart. While it is drawn an image is float (200, 200), about 0 (black) to 1 (white); rolling runs
from top to bottom, as in NEU.
"""

from collections.abc import Callable

import numpy as np

SIDE = 200  # pixels, as in NEU
Texture = np.ndarray  # float32 (SIDE, SIDE)
Random = np.random.Generator

ROWS, COLS = np.mgrid[:SIDE, :SIDE].astype(np.float32)
ROW_FREQUENCY = np.fft.fftfreq(SIDE)[:, None].astype(np.float32)  # cycles a pixel
COL_FREQUENCY = np.fft.rfftfreq(SIDE)[None, :].astype(np.float32)


def draw(kind: str, seed: int | tuple[int, ...]) -> np.ndarray:
    """Draw one texture.

    Parameters
    ----------
    kind : str
        A key of ``KINDS``.
    seed : int or tuple of int
        The same kind and seed draw the same texture.

    Returns
    -------
    (200, 200) uint8
    """
    texture = KINDS[kind](np.random.default_rng(seed))
    return np.round(255 * np.clip(texture, 0, 1)).astype(np.uint8)


def crazing(rng: Random) -> Texture:
    """Draw a network of fine, broken, mostly horizontal cracks on a coarse surface.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of all that is random.

    Returns
    -------
    (200, 200) float32
        About 0 (black) to 1 (white).
    """
    image = surface(rng, rng.uniform(0.35, 0.75), grain=rng.uniform(0.06, 0.1), light=0.08)
    size, darkest = rng.uniform(4, 7), rng.uniform(0.5, 0.9)
    crowd = 0.4 * noise(rng, 20, 25)
    for _ in range(3):
        course = noise(rng, size, 2 * size) + 0.2 * noise(rng, 1.5, 2.5)
        depth = np.clip(0.45 * noise(rng, 2.5, 5) + crowd, 0, 1)
        cracks = np.exp(-((lines(course) / rng.uniform(0.8, 1.5)) ** 2))
        image = image * (1 - darkest * depth * cracks)
    holes = soft_step(noise(rng, 3, 2), rng.uniform(2.6, 3.6), 5)
    return image * (1 - 0.7 * holes)


def inclusion(rng: Random) -> Texture:
    """Draw a few dark, ragged spots near one another, elongated in the rolling direction.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of all that is random.

    Returns
    -------
    (200, 200) float32
        About 0 (black) to 1 (white).
    """
    image = surface(rng, rng.uniform(0.25, 0.7), grain=0.012, light=0.06)
    row, col, tone = rng.uniform(20, 180), rng.uniform(20, 180), rng.uniform(0.2, 0.5)
    frayed = ROWS + 5 * noise(rng, 6, 3), COLS + noise(rng, 9, 3)
    for _ in range(rng.integers(1, 9)):
        place = row + rng.normal(0, 45), col + rng.normal(0, 14)
        length = rng.uniform(8, 50)
        inside = spot(frayed, place, length, rng.uniform(0.05, 0.12) * length + 1)
        image = image * (1 - tone * inside)
    return image


def patches(rng: Random) -> Texture:
    """Draw large black blotches with frayed edges on a bright, coarse surface.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of all that is random.

    Returns
    -------
    (200, 200) float32
        About 0 (black) to 1 (white).
    """
    image = surface(rng, rng.uniform(0.4, 1.0), grain=rng.uniform(0.05, 0.11), light=0.15)
    shape = noise(rng, rng.uniform(14, 24), rng.uniform(11, 18)) + 0.2 * noise(rng, 4, 3)
    inside = soft_step(shape, rng.uniform(0.6, 1.2), rng.uniform(3, 8))
    specks = soft_step(noise(rng, 2, 1.5), rng.uniform(2.8, 3.6), 6)
    black = rng.uniform(0.08, 0.25) + 0.05 * noise(rng, 1, 1)
    return image + (black - image) * np.maximum(inside, 0.8 * specks)


def pitted_surface(rng: Random) -> Texture:
    """Draw many small grey pits, denser in some regions than in others.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of all that is random.

    Returns
    -------
    (200, 200) float32
        About 0 (black) to 1 (white).
    """
    image = surface(rng, rng.uniform(0.45, 0.9), grain=0.018, light=0.1)
    size = rng.uniform(0.9, 2.0)
    crowd = rng.uniform(0.3, 0.7) * noise(rng, 40, 25)
    pits = soft_step(noise(rng, 1.4 * size, size) + crowd, rng.uniform(1.2, 2.2), 2.5)
    return image * (1 - rng.uniform(0.25, 0.45) * pits)


def rolled_in_scale(rng: Random) -> Texture:
    """Draw clusters of dark flakes that lie across the rolling direction.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of all that is random.

    Returns
    -------
    (200, 200) float32
        About 0 (black) to 1 (white).
    """
    image = surface(rng, rng.uniform(0.3, 0.6), grain=rng.uniform(0.02, 0.04), light=0.06)
    image += 0.03 * noise(rng, 0.8, 2) + 0.03 * noise(rng, 5, 9)
    swarm = 0.7 * noise(rng, 16, 16)
    flakes = soft_step(noise(rng, 1.4, 2.8) + swarm, rng.uniform(1.8, 2.6), 2.2)
    rim = np.roll(flakes, 2, axis=0) - flakes
    return image * (1 - rng.uniform(0.35, 0.65) * flakes + 0.25 * rim)


def scratches(rng: Random) -> Texture:
    """Draw bundles of bright straight strokes, most of them in the rolling direction.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of all that is random.

    Returns
    -------
    (200, 200) float32
        About 0 (black) to 1 (white).
    """
    image = surface(rng, rng.uniform(0.2, 0.5), grain=0.015, light=0.05)
    across = rng.random() < 0.25
    for _ in range(rng.integers(1, 5)):
        bundle = stroke(rng)
        image = image + rng.uniform(0.2, 0.7) * (bundle.T if across else bundle)
    return image


KINDS: dict[str, Callable[[Random], Texture]] = {
    "crazing": crazing,
    "inclusion": inclusion,
    "patches": patches,
    "pitted surface": pitted_surface,
    "rolled-in scale": rolled_in_scale,
    "scratches": scratches,
}


def noise(rng: Random, rows: float, cols: float) -> Texture:
    """Draw a smooth random field: white noise under a Gaussian, computed in the frequency domain.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of the white noise.
    rows, cols : float
        Standard deviations of the Gaussian, in pixels; features are about twice as large.

    Returns
    -------
    (200, 200) float32
        Mean 0, standard deviation 1.
    """
    # Imported here because it takes 0.3 s and 20 MB, which a page without textures must not pay.
    # NumPy's FFT rounds differently: 69 of the 360 synthetic steel images would change.
    from scipy import fft

    parts = rng.standard_normal((SIDE, SIDE // 2 + 1, 2), dtype=np.float32)
    blur_rows = np.exp(-2 * (np.pi * rows * ROW_FREQUENCY) ** 2)
    blur_cols = np.exp(-2 * (np.pi * cols * COL_FREQUENCY) ** 2)
    field = fft.irfft2(parts.view(np.complex64)[..., 0] * blur_rows * blur_cols, (SIDE, SIDE))
    return (field - field.mean()) / field.std()


def soft_step(field: Texture, threshold: float, steepness: float) -> Texture:
    """Map a field to 0 below a threshold and 1 above it, with a soft edge: the logistic function.

    Parameters
    ----------
    field : (200, 200) float32
        Any values.
    threshold : float
        The value that becomes 1/2.
    steepness : float
        Four times the slope there.

    Returns
    -------
    (200, 200) float32
        In (0, 1).
    """
    return 1 / (1 + np.exp(np.clip(steepness * (threshold - field), -30, 30)))


def lines(field: Texture) -> Texture:
    """Estimate each pixel's distance from the nearest zero of a field, to first order.

    Parameters
    ----------
    field : (200, 200) float32
        Any values.

    Returns
    -------
    (200, 200) float32
        In pixels, at least 0: the field's magnitude divided by that of its gradient.
    """
    by_row, by_col = np.gradient(field)
    return np.abs(field) / np.maximum(np.hypot(by_row, by_col), 1e-3)


def surface(rng: Random, level: float, grain: float, light: float) -> Texture:
    """Draw bare steel: uneven light, faint rolling marks and grain around a mean brightness.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of all that is random.
    level : float
        Mean brightness, 0 (black) to 1 (white).
    grain, light : float
        Standard deviations of the grain and of the light, about.

    Returns
    -------
    (200, 200) float32
        About 0 to 1.
    """
    uneven = 0.8 * noise(rng, 120, 35) + 0.4 * noise(rng, 50, 50)
    marks = noise(rng, 60, 0.8)
    fine = 0.8 * noise(rng, 0.6, 0.6) + 0.6 * noise(rng, 1.4, 1.1)
    return level + light * uneven + grain * fine + 0.2 * (grain + 0.02) * marks


def spot(
    frayed: tuple[Texture, Texture], place: tuple[float, float], length: float, width: float
) -> Texture:
    """Draw an upright ellipse with a soft edge.

    Parameters
    ----------
    frayed : tuple of (200, 200) float32
        Row and column of every pixel; displaced at random, they make the edge ragged.
    place : (float, float)
        Row and column of the centre.
    length, width : float
        Half the ellipse's height and half its width, in pixels.

    Returns
    -------
    (200, 200) float32
        0 outside, 1 inside.
    """
    along, across = (frayed[0] - place[0]) / length, (frayed[1] - place[1]) / width
    return soft_step(1 - along**2 - across**2, 0, 4)


def stroke(rng: Random) -> Texture:
    """Draw a bundle of parallel bright lines that starts and ends softly.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of all that is random.

    Returns
    -------
    (200, 200) float32
        0 outside, up to about 1.5 on the lines.
    """
    slope, col = rng.normal(0, 0.03), rng.uniform(10, SIDE - 10)
    distance = COLS - col - slope * (ROWS - SIDE / 2) + 0.5 * noise(rng, 15, 15)
    offsets = rng.normal(0, rng.uniform(0, 7), rng.integers(1, 7))
    widths = rng.uniform(0.6, 2.0, len(offsets))
    tones = rng.uniform(0.3, 1, len(offsets))
    places = np.arange(-30, 30, 0.2)[:, None]  # across the bundle, in pixels
    profile = np.exp(-(((places - offsets) / widths) ** 2)) @ tones
    across = np.interp(distance, places[:, 0], profile, left=0, right=0).astype(np.float32)
    glow = 0.25 * np.exp(-np.abs(distance) / rng.uniform(2, 8))
    middle, half = rng.uniform(0, SIDE), rng.uniform(30, 250)
    ends = soft_step(half - np.abs(ROWS - middle), 0, 0.1)
    beads = np.clip(1 + rng.uniform(0, 0.7) * noise(rng, 8, 1.5), 0, 1.4)
    return (np.minimum(across, 1) * beads + glow) * ends
