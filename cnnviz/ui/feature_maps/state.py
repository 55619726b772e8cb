"""What the feature maps page remembers of a visit, and its keys in the address."""

import numpy as np

from cnnviz.data.strokes import EXAMPLE, Stroke
from cnnviz.ui.components.photo_boxes import Choice
from cnnviz.ui.feature_maps.photograph import Photograph
from cnnviz.ui.page_state import PageState, Remembered


class FeatureMapsState(PageState):
    """Model, kind of input and sample are in the address too."""

    MODEL = "f_model"
    INPUT = "f_input"  # of networks that read drawings
    PICTURE_INPUT = "f_picture"  # of all others, which have fewer kinds of input
    SAMPLE = "f_sample"
    SPLIT = "f_split"  # of a run's own network: "test" or "validation"
    SHEET = "f_sheet"
    SHUFFLE = "f_shuffle"
    PAD = "f_pad"
    UPLOAD = "f_upload"
    AS_MNIST = "f_as_mnist"
    STRETCH = "f_stretch"
    PHOTO = "f_photo"
    ANSWER = "f_answer"
    STRIPS = "f_strips"
    VIEW = "f_view"  # which of ``views.VIEWS`` is open

    strokes = Remembered[tuple[Stroke, ...]]("f_strokes", EXAMPLE)  # also while the pad is hidden
    own_picture = Remembered[np.ndarray | None]("f_own_picture", None)  # as its file stores it
    own_size = Remembered[tuple[int, int] | None]("f_own_size", None)  # of its file, before halving
    photograph = Remembered[Photograph | None]("f_photograph", None)  # what was found in it
    photo_choice = Remembered[Choice]("f_photo_choice", None)  # which part of it is read
    upload_complaint = Remembered("f_complaint", "")
