"""Detection of out-of-distribution inputs by features and logits together.

The Mahalanobis distance asks where an input's features lie; it does not know what the output layer
makes of them. ViM compares how far they leave the subspace of the training data with how strongly
any class is activated. Their weighted sum finds more than either; see ``docs/models.md``.
"""

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from cnnviz.evaluation.ood import MAX_FEATURES, MahalanobisDetector
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

# Chosen on the letters and doodles of one seed; the figures on the cards are of others.
MAHALANOBIS_WEIGHT = 0.25
FEWEST_FEATURES = 8
SCORE = N_(
    "virtual-logit matching (ViM) plus a quarter of the Mahalanobis distance to the nearest class, "
    "both standardised, of what the output layer reads"
)


@dataclass(frozen=True, eq=False)
class VirtualLogit:
    """The score of virtual-logit matching.

    Attributes
    ----------
    origin : ndarray
        float32 (features,), where all logits are equal to the smallest norm.
    residual : ndarray
        float32 (features, n), orthonormal directions in which training features hardly vary.
    scale : float
        Brings the norm of the residual to the size of a logit.
    weights, bias : ndarray
        float32 (features, classes) and (classes,), of the output layer.

    References
    ----------
    H. Wang, Z. Li, L. Feng, W. Zhang, "ViM: Out-of-distribution with virtual-logit matching",
    CVPR 2022, arXiv:2203.10807.
    """

    origin: np.ndarray
    residual: np.ndarray
    scale: float
    weights: np.ndarray
    bias: np.ndarray

    @classmethod
    def fit(cls, features: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> "VirtualLogit":
        """Find the subspace of training features; half of all directions, as in the paper.

        Parameters
        ----------
        features : ndarray
            float (N, features).
        weights, bias : ndarray
            Of the output layer.

        Returns
        -------
        VirtualLogit
            Fitted to the features.
        """
        origin = -np.linalg.pinv(weights.T.astype(float)) @ bias
        moved = features - origin
        _, vectors = np.linalg.eigh(moved.T @ moved / len(moved))  # by rising variance
        residual = vectors[:, : features.shape[1] // 2]
        norms = np.linalg.norm(moved @ residual, axis=1)
        scale = (features @ weights + bias).max(axis=1).mean() / max(float(norms.mean()), 1e-12)
        return cls(
            origin.astype(np.float32), residual.astype(np.float32), float(scale), weights, bias
        )

    def scores(self, features: np.ndarray) -> np.ndarray:
        """Compute the virtual logit less the log-sum-exp of the others.

        Parameters
        ----------
        features : ndarray
            float (N, features).

        Returns
        -------
        ndarray
            float (N,); large for inputs unlike the training data.
        """
        logits = (features @ self.weights + self.bias).astype(float)
        most = logits.max(axis=1)
        energy = most + np.log(np.exp(logits - most[:, np.newaxis]).sum(axis=1))
        virtual = self.scale * np.linalg.norm((features - self.origin) @ self.residual, axis=1)
        found: np.ndarray = virtual - energy
        return found


@dataclass(frozen=True, eq=False)
class CombinedDetector:
    """ViM and the Mahalanobis distance, each standardised on the training data, in one number.

    Attributes
    ----------
    mahalanobis : MahalanobisDetector
        The distribution of the features of each class.
    virtual : VirtualLogit
        What features and logits tell together.
    scaling : ndarray
        float (2, 2): mean and standard deviation of both on the training data, ViM's first.
    least : float
        Of the sum on the training data; it is subtracted, so that a distance is at least 0.
    """

    mahalanobis: MahalanobisDetector
    virtual: VirtualLogit
    scaling: np.ndarray
    least: float

    @classmethod
    def fit(
        cls, features: np.ndarray, labels: np.ndarray, weights: np.ndarray, bias: np.ndarray
    ) -> "CombinedDetector":
        """Fit both parts to the features of training images.

        Parameters
        ----------
        features : ndarray
            float (N, features).
        labels : ndarray
            int (N,), the class of each.
        weights, bias : ndarray
            float (features, classes) and (classes,), of the output layer.

        Returns
        -------
        CombinedDetector
            Fitted to the features.

        Raises
        ------
        InputError
            If the features do not differ within any class.
        """
        mahalanobis = MahalanobisDetector.fit(features, labels)
        virtual = VirtualLogit.fit(features, weights, bias)
        both = np.stack([virtual.scores(features), mahalanobis.distances(features)])
        scaling = np.stack([both.mean(axis=1), np.maximum(both.std(axis=1), 1e-12)], axis=1)
        return cls(mahalanobis, virtual, scaling, float(_sum(both, scaling).min()))

    def distances(self, features: np.ndarray) -> np.ndarray:
        """Compute how unlike the training data inputs are.

        Parameters
        ----------
        features : ndarray
            float (N, features).

        Returns
        -------
        ndarray
            float (N,), at least 0; 0 for what is as usual as the most usual training image.
        """
        both = np.stack([self.virtual.scores(features), self.mahalanobis.distances(features)])
        return np.maximum(_sum(both, self.scaling) - self.least, 0)

    def save(self, path: Path) -> None:
        """Write an npz file.

        Parameters
        ----------
        path : Path
            The file to write.
        """
        virtual = self.virtual
        np.savez_compressed(
            path,
            means=self.mahalanobis.means,
            whitening=self.mahalanobis.whitening,
            origin=virtual.origin,
            residual=virtual.residual,
            weights=virtual.weights,
            bias=virtual.bias,
            numbers=np.array([*self.scaling.ravel(), virtual.scale, self.least]),
        )


def _sum(both: np.ndarray, scaling: np.ndarray) -> np.ndarray:
    """Add both scores (2, N), each in units of its standard deviation; the result is (N,)."""
    standard = (both - scaling[:, :1]) / scaling[:, 1:]
    found: np.ndarray = standard[0] + MAHALANOBIS_WEIGHT * standard[1]
    return found


Detector = MahalanobisDetector | CombinedDetector


def fit_detector(
    features: np.ndarray, labels: np.ndarray, weights: np.ndarray, bias: np.ndarray
) -> Detector:
    """Fit the detector that suits a network.

    Parameters
    ----------
    features : ndarray
        float (N, features).
    labels : ndarray
        int (N,), the class of each.
    weights, bias : ndarray
        float (features, classes) and (classes,), of the output layer.

    Returns
    -------
    Detector
        Of very few or more than 1,024 features, the Mahalanobis distance alone.

    Raises
    ------
    InputError
        If the features do not differ within any class.
    """
    if FEWEST_FEATURES <= features.shape[1] <= min(MAX_FEATURES, len(features)):
        return CombinedDetector.fit(features, labels, weights, bias)
    return MahalanobisDetector.fit(features, labels)


def load_detector(path: Path) -> Detector:
    """Read what the ``save`` of a detector wrote.

    Parameters
    ----------
    path : Path
        An npz file.

    Returns
    -------
    Detector
        As it was saved; files of earlier versions have the Mahalanobis distance alone.

    Raises
    ------
    InputError
        If the file cannot be read, or its arrays do not fit each other.
    """
    mahalanobis = MahalanobisDetector.load(path)
    try:
        with np.load(path, allow_pickle=False) as file:
            if "residual" not in file:
                return mahalanobis
            origin, residual, weights, bias, numbers = (
                file[name] for name in ("origin", "residual", "weights", "bias", "numbers")
            )
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise InputError("{file} cannot be read: {error}", file=path.name, error=error) from error
    count = len(mahalanobis.whitening)
    lengths = (origin.shape, residual.shape[:1], weights.shape[:1])
    if lengths != ((count,),) * 3 or weights.shape[1:] != bias.shape or numbers.shape != (6,):
        raise InputError("{file} must hold arrays of matching shapes", file=path.name)
    virtual = VirtualLogit(origin, residual, float(numbers[4]), weights, bias)
    return CombinedDetector(mahalanobis, virtual, numbers[:4].reshape(2, 2), float(numbers[5]))
