"""What the layer calculator remembers of a visit, and its keys in the address."""


class CalculatorState:
    """The layer calculator's keys; the first group is also in its address.

    A pair holds the keys of height and width; where both agree, the height's serves for both.
    """

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
    MULTIPLIER = "l_multiplier"  # kernels a channel of a depthwise convolution
    GROUPS = "l_groups"
    TAB = "l_tab"
    INPUT = "l_input"
    CELLS = "l_cells"
    KERNEL_KIND = "l_kernel_kind"
    WEIGHTS = "l_weights"
    SEED = "l_seed"
    NETWORK = "l_network"  # the stack's; its layers' text is in the address where they are own
    IMAGE = "l_image"  # "28x28x1"; in the address alone
    LAYERS = "l_layers"
    POOLED = "l_pooled"  # the drawing that is shifted
    POOLED_SIDE = "l_pooled_side"
    POOL_WINDOW = "l_pool"
    POOL_STRIDE = "l_pool_stride"
    ENTERS = "l_enters"  # what comes in where the drawing was shifted away
    SHIFT = "l_shift"
    RUNNABLE = "l_runnable"  # whether code is shown with all that it needs to run

    IMAGE_SIDES = ("l_image_height", "l_image_width", "l_image_channels")
    DRAFTS = "l_drafts"  # the stack's layers as asked for
    LAST_WALK = "l_last_walk"  # the last stack that works
    TYPED = "l_typed"
    STACK_COMPLAINT = "l_stack_complaint"
    STACK = "l_stack"
    ASKED_FIELD = "l_asked_field"  # (layer, weights) that was last asked for
    FIELD = "l_field"  # what was measured last, and of what
    ADDRESS = "l_address"  # what the address said of the last layer that works
    CHECK = "l_check"  # the button of the proof
    CHECKED = "l_checked"  # what was checked last, and what came out
    SHIFTS = "l_shifts"
    LAST_SHIFTS = "l_last_shifts"  # the last picture and pooling that work
    STROKES = "l_strokes"
    PAD_DRAWN = "l_pad_drawn"
    ANIMATION = "l_animation"
    LAST = "l_last"
    SAID = "l_said"  # what the controls said in the last run
