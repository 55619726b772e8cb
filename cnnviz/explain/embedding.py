"""Maps of feature vectors in a plane: principal components, and t-SNE in steps that can be shared.

Sources: K. Pearson, "On lines and planes of closest fit to systems of points in space" (1901);
L. van der Maaten, G. Hinton, "Visualizing Data using t-SNE", JMLR 9 (2008), with its early
exaggeration, momentum and gains; the learning rate is that of A. C. Belkina et al., Nature
Communications 10 (2019). Gradients are exact, which suits up to about 1,000 points.
"""

from dataclasses import dataclass

import numpy as np

PERPLEXITY = 30.0
BEFORE = 50  # principal components that t-SNE measures distances by, as its authors do
EXAGGERATION, EXAGGERATED_STEPS = 12.0, 250
STEPS = 750
SPREAD = 1e-4  # standard deviation of the first map
HALVINGS = 50  # in the search for a width; each doubles its precision
ENTROPY_TOLERANCE = 1e-5
TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Projection:
    """Principal components of some features.

    Attributes
    ----------
    mean : ndarray
        float32 (units,).
    axes : ndarray
        float32 (components, units), orthonormal, the one of the largest variance first. The largest
        weight of each is positive, so that the same features always give the same map.
    shares : ndarray
        float32 (components,): of the whole variance, in [0, 1].
    """

    mean: np.ndarray
    axes: np.ndarray
    shares: np.ndarray

    def of(self, features: np.ndarray) -> np.ndarray:
        """Project features onto the components.

        Parameters
        ----------
        features : ndarray
            float (..., units).

        Returns
        -------
        ndarray
            float32 (..., components).
        """
        projected: np.ndarray = ((features - self.mean) @ self.axes.T).astype(np.float32)
        return projected


def principal_components(features: np.ndarray, count: int = 2) -> Projection:
    """Find the directions in which features vary most.

    Parameters
    ----------
    features : ndarray
        float (N, units).
    count : int, optional
        Number of components; where N or the units are fewer, the others are 0.

    Returns
    -------
    Projection
    """
    mean = features.mean(axis=0, dtype=float)
    centred = features - mean
    squares, directions = _directions(centred)
    found = min(count, len(directions))
    axes = np.zeros((count, features.shape[1]))
    axes[:found] = directions[:found]
    largest = axes[np.arange(count), np.abs(axes).argmax(axis=1)]
    axes[largest < 0] *= -1
    shares = np.zeros(count)
    shares[:found] = squares[:found] / max(float((centred**2).sum()), TINY)
    single = np.float32
    return Projection(mean.astype(single), axes.astype(single), shares.astype(single))


def _directions(centred: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Squared singular values, the largest first, and right singular vectors as rows.

    They come from the smaller of the two matrices of products: a flattened layer may have 16,000
    units, whose singular value decomposition takes 17 s, and the products' half a second.
    """
    wide = centred.shape[1] > centred.shape[0]
    squares, vectors = np.linalg.eigh(centred @ centred.T if wide else centred.T @ centred)
    squares, vectors = squares[::-1], vectors[:, ::-1].T
    kept = squares > TINY * max(float(squares[0]), TINY)
    squares, vectors = squares[kept], vectors[kept]
    return squares, (vectors @ centred) / np.sqrt(squares)[:, np.newaxis] if wide else vectors


@dataclass(frozen=True, eq=False)
class Layout:
    """A map between two steps of t-SNE.

    Attributes
    ----------
    points : ndarray
        float32 (N, 2).
    velocity, gains : ndarray
        float32 (N, 2): of the descent.
    step : int
        How many steps are done.
    """

    points: np.ndarray
    velocity: np.ndarray
    gains: np.ndarray
    step: int = 0


def conditionals(
    features: np.ndarray, first: int, last: int, perplexity: float = PERPLEXITY
) -> np.ndarray:
    """Compute how probable each point is as the neighbour of some of the points.

    The width of each point's Gaussian is searched so that its neighbours have this perplexity.

    Parameters
    ----------
    features : ndarray
        float (N, units).
    first, last : int
        The points whose neighbours are asked for, the last one excluded.
    perplexity : float, optional
        Above 1 and below N.

    Returns
    -------
    ndarray
        float32 (last - first, N); each row sums to 1, and no point is its own neighbour.
    """
    exact = np.asarray(features, float)
    rows = exact[first:last]
    squares = _squared_distances(rows, exact)
    own = np.arange(first, last)
    squares[np.arange(len(rows)), own] = np.inf
    squares -= squares.min(axis=1, keepdims=True)  # the result is the same, and never 0 / 0
    low, high = np.zeros(len(rows)), np.full(len(rows), np.inf)
    precision = 1 / np.maximum(np.median(squares, axis=1), TINY)
    wanted = np.log(perplexity)
    for _ in range(HALVINGS):
        found, entropy = _gaussians(squares, precision)
        if np.all(np.abs(entropy - wanted) < ENTROPY_TOLERANCE):
            break
        wide = entropy > wanted
        low, high = np.where(wide, precision, low), np.where(wide, high, precision)
        precision = np.where(np.isinf(high), 2 * precision, (low + high) / 2)
    return found.astype(np.float32)


def _gaussians(squares: np.ndarray, precision: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of neighbours at squared distances, and each row's entropy."""
    weights = np.exp(-squares * precision[:, np.newaxis])
    total = weights.sum(axis=1)
    finite = np.where(np.isinf(squares), 0, squares)
    entropy = np.log(total) + precision * (finite * weights).sum(axis=1) / total
    return weights / total[:, np.newaxis], entropy


def affinities(conditional: np.ndarray) -> np.ndarray:
    """Make the probabilities of pairs from those of neighbours.

    Parameters
    ----------
    conditional : ndarray
        float (N, N), as of ``conditionals`` for all points.

    Returns
    -------
    ndarray
        float32 (N, N), symmetric; all together sum to 1.
    """
    joint: np.ndarray = (conditional + conditional.T) / (2 * len(conditional))
    return joint.astype(np.float32)


def first_layout(features: np.ndarray) -> Layout:
    """Begin with the principal components, very small; t-SNE keeps their coarse order.

    Parameters
    ----------
    features : ndarray
        float (N, units).

    Returns
    -------
    Layout
    """
    points = principal_components(features).of(features)
    points = (points * (SPREAD / max(float(points[:, 0].std()), TINY))).astype(np.float32)
    return Layout(points, np.zeros_like(points), np.ones_like(points))


def advance(pairs: np.ndarray, layout: Layout, steps: int) -> Layout:
    """Take some steps of gradient descent.

    Parameters
    ----------
    pairs : ndarray
        float32 (N, N), as of ``affinities``.
    layout : Layout
        The map so far.
    steps : int
        How many.

    Returns
    -------
    Layout
    """
    points, velocity, gains = layout.points.copy(), layout.velocity.copy(), layout.gains.copy()
    rate = max(len(pairs) / EXAGGERATION / 4, 50.0)
    for step in range(layout.step, layout.step + steps):
        early = step < EXAGGERATED_STEPS
        slope = gradient(pairs, points, EXAGGERATION if early else 1.0)
        turned = np.sign(slope) != np.sign(velocity)  # still downhill in the same direction
        gains = np.maximum(np.where(turned, gains + 0.2, gains * 0.8), 0.01)
        velocity = (0.5 if early else 0.8) * velocity - rate * gains * slope
        points = points + velocity
    single = np.float32
    return Layout(
        points.astype(single),
        velocity.astype(single),
        gains.astype(single),
        layout.step + steps,
    )


def gradient(pairs: np.ndarray, points: np.ndarray, exaggeration: float = 1.0) -> np.ndarray:
    """Compute the gradient of the divergence, whose pairs are multiplied by ``exaggeration``.

    Parameters
    ----------
    pairs : ndarray
        float (N, N), as of ``affinities``.
    points : ndarray
        float (N, 2).
    exaggeration : float, optional
        Above 1 it pulls clusters together.

    Returns
    -------
    ndarray
        float (N, 2).
    """
    near = _closeness(points)
    pull = pairs * np.asarray(exaggeration, pairs.dtype)
    pull -= near / near.sum()
    pull *= near
    forces: np.ndarray = 4 * (pull.sum(axis=1, keepdims=True) * points - pull @ points)
    return forces


def divergence(pairs: np.ndarray, points: np.ndarray) -> float:
    """Compute what t-SNE makes small: the Kullback-Leibler divergence of the map from the pairs.

    Parameters
    ----------
    pairs : ndarray
        float (N, N), as of ``affinities``.
    points : ndarray
        float (N, 2).

    Returns
    -------
    float
        In nats, at least 0.
    """
    near = _closeness(points.astype(float))
    shown = np.maximum(near / near.sum(), TINY)
    wanted = np.maximum(pairs.astype(float), TINY)
    return float((pairs * np.log(wanted / shown)).sum())


def _closeness(points: np.ndarray) -> np.ndarray:
    """Unnormalised probability of each pair in the map: Student's t, 0 on the diagonal."""
    near = _squared_distances(points, points)
    near += 1
    np.reciprocal(near, out=near)
    np.fill_diagonal(near, 0)
    return near


def _squared_distances(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    squares = some @ others.T
    squares *= -2
    squares += (some**2).sum(axis=1)[:, np.newaxis]
    squares += (others**2).sum(axis=1)
    return np.maximum(squares, 0, out=squares)
