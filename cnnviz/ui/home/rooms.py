"""The four rooms, and where to begin in them, as the front door names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from cnnviz.course.lesson import CALCULATOR, FEATURE_MAPS, PLAYGROUND, TRAINER
from cnnviz.layers.lecture_examples import EXAMPLES
from cnnviz.layers.window.own_numbers import write_cells, write_weights
from cnnviz.layers.window.patterns import OWN
from cnnviz.ui.calculator.state import CalculatorState
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.utils.language import _

BY_HAND = EXAMPLES["2 × 2 kernel on 3 × 3"]
PICTURE, KERNEL = "Temple", "Sobel x"


@dataclass(frozen=True)
class Room:
    """A page, and the question that it answers.

    Attributes
    ----------
    page : str
        Its address.
    name, question : str
    """

    page: str
    name: str
    question: str


@dataclass(frozen=True)
class Link:
    """A way into a page in a certain state.

    Attributes
    ----------
    text, page : str
    settings : mapping of str to str
        As a link has them; empty where the page opens as it was left.
    note : str
        A few words beside the text.
    """

    text: str
    page: str
    settings: Mapping[str, str]
    note: str = ""

    @property
    def query(self) -> str:
        """The settings as the address has them."""
        return urlencode(self.settings)


def rooms() -> tuple[Room, ...]:
    """Return the four rooms in the order of the navigation."""
    return (
        Room(
            PLAYGROUND,
            _("Kernel playground"),
            _("What does this filter do to my picture, and why is this pixel that value?"),
        ),
        Room(
            CALCULATOR,
            _("Layer calculator"),
            _("Which window makes which output, what size comes out, what does it cost?"),
        ),
        Room(
            TRAINER,
            _("Trainer"),
            _("How does a network learn, what makes it better, did it really work?"),
        ),
        Room(
            FEATURE_MAPS,
            _("Feature maps"),
            _("What does each layer see in my drawing or my steel, and why this answer?"),
        ),
    )


def suggestions() -> tuple[Link, ...]:
    """Return three things to try, each a link into a room in the state that it needs."""
    playground, calculator, maps = PlaygroundState, CalculatorState, FeatureMapsState
    side, kernel = BY_HAND.settings.size[0], BY_HAND.settings.kernel[0]
    return (
        Link(
            _("Find the edges of a temple"),
            PLAYGROUND,
            {playground.PICTURE: PICTURE, playground.KERNEL: KERNEL},
        ),
        Link(
            _("Work out a 2 × 2 kernel by hand"),
            CALCULATOR,
            {
                calculator.SIZE[0]: str(side),
                calculator.KERNEL[0]: str(kernel),
                calculator.INPUT: OWN,
                calculator.CELLS: write_cells(BY_HAND.cells),
                calculator.KERNEL_KIND: OWN,
                calculator.WEIGHTS: write_weights(BY_HAND.weights),
            },
        ),
        Link(
            _("Draw a digit, and ask why"),
            FEATURE_MAPS,
            {maps.MODEL: "mnist", maps.INPUT: "Draw", maps.VIEW: "Reasons"},
        ),
    )
