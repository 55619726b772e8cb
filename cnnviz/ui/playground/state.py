"""What the kernel playground remembers of a visit, and its keys in the address."""

import numpy as np

from cnnviz.filters.analysis.timing import Timing
from cnnviz.filters.bank import Filter
from cnnviz.filters.learning.examples import ImagePair
from cnnviz.ui.page_state import PageState, Remembered

Pixel = tuple[int, int]
Kernel = tuple[np.ndarray, str, list[float]]  # weights (kH, kW, P), name, parameter values


class PlaygroundState(PageState):
    """The kernel with its history, the visitor's pictures, and what each tab keeps."""

    # In the address too.
    PICTURE = "k_picture"
    NUMBERS = "k_numbers"  # a typed picture as text; in the address alone
    UNIT = "k_unit"  # whether white is 1 or 255
    PIN = "k_pin"  # row and column of the pinned output pixel, from 1; in the address alone
    KERNEL = "k_kernel"
    SIZE = "k_size"  # of a named kernel in another shape than its own, "3x5"; in the address alone
    VALUES = "k_values"  # parameters of the named kernel, if it has some; in the address alone
    CELLS = "k_weights"  # a custom kernel as text; in the address alone
    COLOUR = "k_colour"
    DISPLAY = "k_display"
    OPERATION = "k_operation"
    STRIDE = "k_stride"
    DILATION = "k_dilation"
    BORDER = "k_border"
    BIAS = "k_bias"
    ACTIVATION = "k_activation"
    POOLING = "k_pooling"
    POOL = "k_pool"
    TAB = "k_tab"
    GOAL = "k_goal"  # what the kernel is learned from
    RIDDLE = "k_riddle"
    LEARNED_SIZE = "k_learned_size"
    OPTIMISER = "k_optimiser"
    RATE = "k_rate"
    STEPS = "k_steps"
    BATCH = "k_batch"
    START = "k_start"
    NOISE = "k_noise"
    CENTRE = "k_centre"
    PLANE = "k_plane"  # the channel whose kernel is analysed
    DIRECTION = "k_direction"
    SIGNAL = "k_signal"
    OWN_SIGNAL = "k_own_signal"  # its digits; in the address alone
    FORM = "k_form"  # of the matrix
    LIBRARY = "k_library"  # of the script
    BANK = "k_bank"  # a layer's kernels as text; in the address alone

    # Other widgets.
    ROWS = "k_rows"
    COLS = "k_columns"
    UPLOAD = "k_upload"
    UPLOAD_OPEN = "k_upload_open"
    SOURCE = "k_source"  # of an own picture: file, camera or numbers
    TYPED = "k_typed"  # the text of a typed picture
    CAMERA = "k_camera"
    EXAMPLE = "k_example"
    STRETCH = "k_stretch"
    BENCH = "k_bench"
    STEP_MAPS = "k_step_maps"
    CURVE = "k_curve"
    MAPS = "k_maps"
    WANTED_UPLOAD = "k_wanted_upload"
    WANTED_OPEN = "k_wanted_open"
    TRACE = "k_trace"
    RESPONSE = "k_response"
    LINE = "k_line"
    MATRIX = "k_matrix"
    ABOVE_MATRIX = "k_above_matrix"  # the cards above it, which a lesson may hide

    kernel = Remembered[Kernel]("k_current_kernel")
    earlier_kernels = Remembered[tuple[Kernel, ...]]("k_earlier_kernels", ())  # oldest first
    kernel_complaint = Remembered("k_kernel_complaint", "")
    pin = Remembered[tuple[str, Pixel] | None]("k_pinned", None)  # picture, pixel
    pin_was_read = Remembered[bool]("k_pin_was_read")
    edited = Remembered("k_edited", False)  # whether the kernel was, since the page last ran
    own_pictures = Remembered[dict[str, np.ndarray]]("k_own_pictures", {})  # (H, W, C) integers
    picture_complaint = Remembered("k_picture_complaint", "")
    typed = Remembered[tuple[np.ndarray, float] | None]("k_typed_picture")  # (H, W), white
    numbers_complaint = Remembered("k_numbers_complaint", "")
    unit = Remembered("k_last_unit", 1.0)  # the value of a white pixel
    filters = Remembered[list[Filter]]("k_filters")  # of the tab on feature maps
    filters_complaint = Remembered("k_filters_complaint", "")
    revealed = Remembered[int | None]("k_revealed", None)  # the riddle whose kernel was revealed
    wanted = Remembered[tuple[str, str, ImagePair] | None]("k_wanted", None)  # file, picture, both
    wanted_complaint = Remembered("k_wanted_complaint", "")
    times = Remembered[tuple[tuple, list[Timing]] | None]("k_times", None)  # what was timed, times

    @property
    def weights(self) -> np.ndarray:
        """The current kernel's weights, (kH, kW, P)."""
        return self.kernel[0]

    @property
    def name(self) -> str:
        """The current kernel's name; the menu shows it one run later."""
        return self.kernel[1]

    @property
    def values(self) -> list[float]:
        """The parameters of the current kernel, if it has some."""
        return self.kernel[2]
