"""Whether an answer is doubted: one decision for pages, the shell and inspections."""

from dataclasses import dataclass

import numpy as np

from cnnviz.evaluation.ood import DOUBT, uncertainty
from cnnviz.evaluation.virtual_logit import Detector
from cnnviz.models import ModelInfo
from cnnviz.utils.language import N_

UNLIKE, UNCERTAIN = N_("unlike"), N_("uncertain")


@dataclass(frozen=True)
class Doubt:
    """What speaks against an answer.

    Attributes
    ----------
    kind : str
        ``UNLIKE`` where the input is unlike the training data, ``UNCERTAIN`` where the network is
        undecided between classes, "" where nothing speaks against it.
    sentence : str
        The same as a sentence; "" where there is none.
    distance : float or None
        Distance to the training data as a multiple of the threshold, above 1 where it is unlike;
        None where the model has no detector.
    """

    kind: str = ""
    sentence: str = ""
    distance: float | None = None


@dataclass(frozen=True, eq=False)
class DoubtRule:
    """How the answers of a model are doubted.

    Attributes
    ----------
    info : ModelInfo
        The model with its card. Without a card nothing is doubted: it is not known how well the
        model's probabilities fit.
    detector : Detector or None
        Of out-of-distribution inputs. It counts only where the card has its threshold.
    """

    info: ModelInfo
    detector: Detector | None = None

    def doubts(self, probabilities: np.ndarray, features: np.ndarray) -> list[Doubt]:
        """Judge the answers to a batch.

        Parameters
        ----------
        probabilities : ndarray
            float (N, classes).
        features : ndarray
            float (N, units), what the output layer read.

        Returns
        -------
        list of Doubt
            One per answer; being unlike the training data comes before being uncertain.
        """
        if self.info.card is None:
            return [Doubt()] * len(probabilities)
        distances = self._distances(features)
        return [self._doubt(row, at) for row, at in zip(probabilities, distances, strict=True)]

    def _distances(self, features: np.ndarray) -> list[float | None]:
        ood = self.info.card.ood if self.info.card else None
        if self.detector is None or ood is None:
            return [None] * len(features)
        return [float(each) for each in self.detector.distances(features) / ood.threshold]

    def _doubt(self, probabilities: np.ndarray, distance: float | None) -> Doubt:
        if distance is not None and distance > 1:
            return Doubt(UNLIKE, DOUBT, distance)
        unsure = uncertainty(self.info.classes, probabilities)
        return Doubt(UNCERTAIN if unsure else "", unsure, distance)
