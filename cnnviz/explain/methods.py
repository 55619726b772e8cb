"""The attribution methods, and what of a network's answer they explain. The one table of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.layers import Shape
from cnnviz.networks import LayerSummary
from cnnviz.utils.checks import in_range, one_of
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_


@dataclass(frozen=True)
class Method:
    """One attribution method.

    Attributes
    ----------
    name : str
        In links, files and calls.
    label : str
        On screen.
    does : str
        What its map shows, as one sentence.
    limit : str
        What it cannot do, as one sentence.
    source : str
        The paper that it comes from.
    signed : bool
        Whether its map has negative values, which speak against the class.
    """

    name: str
    label: str
    does: str
    limit: str
    source: str
    signed: bool = False


GRAD_CAM = Method(
    "grad-cam",
    "Grad-CAM",
    N_("The maps of a layer, each weighted by how much the class score rises with it."),
    N_("As coarse as the layer's maps, and blind to what speaks against the class."),
    "Selvaraju et al., Grad-CAM, ICCV 2017, arXiv:1610.02391",
)
GRADIENT = Method(
    "gradient",
    N_("Gradient"),
    N_("How much the class score changes with each pixel, for a very small change."),
    N_("Small where the score no longer rises, however important the pixel is; noisy."),
    "Simonyan et al., Deep Inside Convolutional Networks, arXiv:1312.6034",
)
SMOOTH_GRAD = Method(
    "smoothgrad",
    "SmoothGrad",
    N_("The gradient, averaged over copies of the input with noise."),
    N_("Shows what is sensitive, not what the score consists of; depends on the amount of noise."),
    "Smilkov et al., SmoothGrad, arXiv:1706.03825",
)
INTEGRATED = Method(
    "integrated-gradients",
    N_("Integrated gradients"),
    N_("How the score's difference from that of a blank image is made up of the pixels."),
    N_("Depends on the blank image: pixels that are equal to it always get 0."),
    "Sundararajan et al., Axiomatic Attribution for Deep Networks, arXiv:1703.01365",
    signed=True,
)
OCCLUSION = Method(
    "occlusion",
    N_("Occlusion"),
    N_("How far the class score falls when a square of the input is covered."),
    N_("Misses what only larger or several parts do together; a covered image is an unusual one."),
    "Zeiler and Fergus, Visualizing and Understanding Convolutional Networks, arXiv:1311.2901",
    signed=True,
)
METHODS = (GRAD_CAM, GRADIENT, SMOOTH_GRAD, INTEGRATED, OCCLUSION)
BY_NAME = {method.name: method for method in METHODS}


def method_named(name: str) -> Method:
    """Find a method by its name.

    Parameters
    ----------
    name : str

    Returns
    -------
    Method

    Raises
    ------
    InputError
        If there is no such method.

    Examples
    --------
    >>> method_named("occlusion").label
    'Occlusion'
    """
    one_of("method", name, BY_NAME)
    return BY_NAME[name]


@dataclass(frozen=True)
class Target:
    """The score that is explained: a class's logit, or how far it is above another one's.

    A logit is the output before softmax.

    Attributes
    ----------
    label : int
        Index of the class.
    rather_than : int or None
        Index of the class that it is compared with; None where there is none.
    """

    label: int
    rather_than: int | None = None

    def direction(self, classes: int) -> np.ndarray:
        """Return what the logits are multiplied with: float32 (classes,) of 1, -1 and 0.

        Raises
        ------
        InputError
            If a class is not one of the network's, or both are the same.
        """
        in_range(N_("class"), self.label, 0, classes - 1)
        weights = np.zeros(classes, np.float32)
        weights[self.label] = 1
        if self.rather_than is not None:
            in_range(N_("the other class"), self.rather_than, 0, classes - 1)
            if self.rather_than == self.label:
                raise InputError(
                    "the other class must be another one, got {label} twice",
                    label=self.label,
                )
            weights[self.rather_than] = -1
        return weights


def layers_with_maps(summaries: Sequence[LayerSummary]) -> tuple[str, ...]:
    """List the layers that Grad-CAM can take.

    Parameters
    ----------
    summaries : sequence of LayerSummary
        A network's layers.

    Returns
    -------
    tuple of str
        Names of those whose output has more than one row or column, in their order.
    """
    return tuple(row.name for row in summaries if _is_map(row.output_shape))


def cam_layer(summaries: Sequence[LayerSummary], name: str | None = None) -> str:
    """Choose the layer for Grad-CAM.

    Parameters
    ----------
    summaries : sequence of LayerSummary
        A network's layers.
    name : str, optional
        The layer wanted; by default the last one with maps.

    Returns
    -------
    str
        Its name.

    Raises
    ------
    InputError
        If the network has no such layer.
    """
    names = layers_with_maps(summaries)
    if not names:
        raise InputError("Grad-CAM needs a layer whose output has rows and columns: there is none")
    if name is not None:
        one_of("layer", name, names)
    return name or names[-1]


def _is_map(shape: Shape) -> bool:
    return len(shape) == 3 and max(shape[:2]) > 1
