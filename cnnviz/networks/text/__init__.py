"""Stacks of layers as text: "conv 32 3x3 same relu, max pool 2, flatten".

Calls of Keras and PyTorch are understood, too: ``Conv2D(32, (3, 3), activation="relu")``. A text is
split into layers (``splitting``), a layer into its kind (``vocabulary``) and its settings
(``words`` or ``calls``), and those are read by the types in ``SETTINGS`` (``reading``).
"""

from cnnviz.networks.text.drafts import Draft, defaults, settings_of, write_stack
from cnnviz.networks.text.image import LARGEST_IMAGE, check_image, read_image, write_image
from cnnviz.networks.text.reading import read_stack
from cnnviz.networks.text.splitting import MAX_STACK_LAYERS, MAX_TEXT
from cnnviz.networks.text.vocabulary import EXAMPLE

__all__ = [
    "EXAMPLE",
    "LARGEST_IMAGE",
    "MAX_STACK_LAYERS",
    "MAX_TEXT",
    "Draft",
    "check_image",
    "defaults",
    "read_image",
    "read_stack",
    "settings_of",
    "write_image",
    "write_stack",
]
