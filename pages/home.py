"""The front door: the four rooms as living pictures, and where to begin."""

from cnnviz.ui.home import door
from cnnviz.ui.home.state import HomeState
from cnnviz.ui.navigation import heading
from cnnviz.utils.language import _

heading(
    "cnnviz",
    _("A laboratory for convolutional neural networks: change anything, see every number."),
)
door.show(HomeState())
