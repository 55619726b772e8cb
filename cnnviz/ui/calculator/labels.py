"""What the calculator's choices are called; links have the English names."""

from cnnviz.layers.window import (
    AVERAGE_POOLING,
    CONVOLUTION,
    DEPTHWISE,
    GLOBAL_AVERAGE,
    GLOBAL_MAX,
    MAX_POOLING,
    TRANSPOSED,
)
from cnnviz.utils.language import N_

OPERATIONS = {
    CONVOLUTION: N_("Convolution"),
    DEPTHWISE: N_("Depthwise convolution"),
    TRANSPOSED: N_("Transposed convolution"),
    MAX_POOLING: N_("Max pooling"),
    AVERAGE_POOLING: N_("Average pooling"),
    GLOBAL_MAX: N_("Global max pooling"),
    GLOBAL_AVERAGE: N_("Global average pooling"),
}
# Names that are shown translated and are in no text of this package.
MARKED = (
    N_("number"),
    N_("Own layers"),
    N_("Random digits"),
    N_("A seven"),
    N_("An edge"),
    N_("A ramp"),
    N_("A drawn digit"),
    N_("Vertical edges"),
    N_("Horizontal edges"),
    N_("Laplacian"),
    N_("Ones"),
    N_("Identity"),
    N_("Random"),
    N_("Own numbers"),
    N_("Zeros"),
    N_("The other side"),
    N_("PyTorch's average pooling has no dilation"),  # the notes of a form without calls
    N_("Keras's pooling has no dilation"),
)
