"""What the feature maps page remembers of a visit, and its keys in the address."""


class FeatureMapsState:
    """The feature maps room's keys; model, input and sample are also in its address."""

    MODEL = "f_model"
    LINKED_MODEL = "f_linked_model"  # the one that the address had last
    INPUT = "f_input"  # of networks that a drawing can be shown to
    PICTURE_INPUT = "f_picture"  # of all others, which have fewer kinds of input
    SAMPLE = "f_sample"
    SHEET = "f_sheet"
    SHUFFLE = "f_shuffle"
    PAD = "f_pad"
    STROKES = "f_strokes"  # the drawing, kept while the pad is not on the page
    UPLOAD = "f_upload"
    OWN_PICTURE = "f_own_picture"  # the last upload that could be read, as its file stores it
    COMPLAINT = "f_complaint"
    AS_MNIST = "f_as_mnist"
    ANSWER = "f_answer"
    STRIPS = "f_strips"
    CONFUSION = "f_confusion"  # of the model's card
