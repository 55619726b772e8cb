"""The four rooms, as the front door names them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """A page, and the question that it answers.

    Attributes
    ----------
    page : str
        Its address, and its file's name without ``.py``.
    name, question : str
    """

    page: str
    name: str
    question: str


ROOMS = (
    Room(
        "kernel_playground",
        "Kernel playground",
        "What does this filter do to my picture, and why is this pixel that value?",
    ),
    Room(
        "layer_calculator",
        "Layer calculator",
        "Which window makes which output, what size comes out, what does it cost?",
    ),
    Room(
        "trainer",
        "Trainer",
        "How does a network learn, what makes it better, did it really work?",
    ),
    Room(
        "feature_maps",
        "Feature maps",
        "What does each layer see in my drawing or my steel, and why this answer?",
    ),
)
