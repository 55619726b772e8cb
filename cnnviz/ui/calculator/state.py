"""What the layer calculator remembers of a visit, and its keys in the address."""

from dataclasses import dataclass

import numpy as np

from cnnviz.data.strokes import EXAMPLE, Stroke
from cnnviz.layers.code.run_keras import Comparison
from cnnviz.layers.shift_invariance import Shifts
from cnnviz.layers.window import Slide, WindowSettings
from cnnviz.layers.window.patterns import Numbers
from cnnviz.networks.cost_table import CostTable, Fault
from cnnviz.networks.text import Draft
from cnnviz.ui.address import Address
from cnnviz.ui.components.layer_stack import FieldRequest
from cnnviz.ui.page_state import PageState, Remembered


@dataclass(frozen=True, eq=False)
class ShownLayer:
    """A valid layer with all its values, and the address that opens it.

    ``slide`` is None where the layer is too large to be drawn.
    """

    layer: WindowSettings
    slide: Slide | None
    numbers: Numbers
    address: Address

    def same_as(self, other: "ShownLayer") -> bool:
        """Whether both are the same layer with the same numbers."""
        return self.layer == other.layer and self.numbers == other.numbers


@dataclass(frozen=True, eq=False)
class Checked:
    """A layer that was checked with Keras, and the result: a comparison, or why there is none."""

    shown: ShownLayer
    result: Comparison | str

    def is_of(self, shown: ShownLayer) -> bool:
        """Whether it was this layer with these numbers."""
        before, now = self.shown.slide, shown.slide
        if self.shown.layer != shown.layer or before is None or now is None:
            return self.shown.layer == shown.layer
        return np.array_equal(before.cells, now.cells) and np.array_equal(
            before.weights, now.weights
        )


class CalculatorState(PageState):
    """A pair holds the keys of height and width; where both agree, the height's serves both."""

    # In the address too.
    OPERATION = "l_operation"
    SIZE = ("l_height", "l_width")
    KERNEL = ("l_kernel", "l_kernel_width")
    STRIDE = ("l_stride", "l_stride_width")
    PADDING = "l_padding"
    PAD = ("l_pad", "l_pad_width")
    DILATION = ("l_dilation", "l_dilation_width")
    APART = "l_apart"
    SIDES_APART = "l_sides"
    SIDES = ("l_top", "l_bottom", "l_left", "l_right")
    OUTPUT_PADDING = ("l_output_padding", "l_output_padding_width")
    ONE_DIMENSION = "l_one_dimension"
    CEIL = "l_ceil"
    CHANNELS = "l_channels"
    FILTERS = "l_filters"
    MULTIPLIER = "l_multiplier"  # kernels per channel of a depthwise convolution
    GROUPS = "l_groups"
    TAB = "l_tab"
    INPUT = "l_input"
    CELLS = "l_cells"  # own numbers as a link carries them; in the address alone
    KERNEL_KIND = "l_kernel_kind"
    WEIGHTS = "l_weights"
    SEED = "l_seed"
    NETWORK = "l_network"
    IMAGE = "l_image"  # "28x28x1"; in the address alone
    LAYERS = "l_layers"  # the visitor's own stack as text; in the address alone
    POOLED = "l_pooled"  # the picture that is shifted
    POOLED_SIDE = "l_pooled_side"
    POOL_WINDOW = "l_pool"
    POOL_STRIDE = "l_pool_stride"
    ENTERS = "l_enters"  # what enters where the picture was shifted away
    SHIFT = "l_shift"
    RUNNABLE = "l_runnable"

    # Other widgets.
    LECTURE = "l_lecture"
    TYPED_INPUT = "l_typed_input"
    TYPED_KERNEL = "l_typed_kernel"
    IMAGE_SIDES = ("l_image_height", "l_image_width", "l_image_channels")
    TYPED = "l_typed"
    STACK = "l_stack"
    CHECK = "l_check"
    SHIFTS = "l_shifts"
    PAD_DRAWN = "l_pad_drawn"
    ANIMATION = "l_animation"

    last = Remembered[ShownLayer]("l_last")  # the last valid layer
    numbers = Remembered[Numbers]("l_numbers")  # as chosen in the last run, valid or not
    own_input = Remembered[str]("l_own_input")  # as ``own_numbers`` writes them
    own_kernel = Remembered[str]("l_own_kernel")
    input_complaint = Remembered("l_input_complaint", "")  # why typed numbers are not taken
    kernel_complaint = Remembered("l_kernel_complaint", "")
    drafts = Remembered[list[Draft]]("l_drafts")  # the stack's layers as entered
    stack_complaint = Remembered("l_stack_complaint", "")  # about a link
    typed_complaint = Remembered("l_typed_complaint", "")
    refused = Remembered[Fault | None]("l_refused", None)  # the last edit, where it was no value
    last_walk = Remembered[CostTable | None]("l_last_walk", None)  # the last valid stack
    field = Remembered[FieldRequest | None]("l_field", None)
    checked = Remembered[Checked | None]("l_checked", None)
    last_shifts = Remembered[Shifts | None]("l_last_shifts", None)  # the last valid ones
    strokes = Remembered[tuple[Stroke, ...]]("l_strokes", EXAMPLE)
