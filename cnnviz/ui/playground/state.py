"""What the kernel playground remembers of a visit, and its keys in the address."""


class PlaygroundState:
    """The kernel playground's keys; the first group is also in its address."""

    PICTURE = "k_picture"
    KERNEL = "k_kernel"
    SIZE = "k_size"  # of a named kernel that has not its own shape, "3x5"; in the address alone
    VALUES = "k_values"  # parameters of the named kernel, where it has some
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
    PLANE = "k_plane"  # which channel's kernel the anatomy is of
    DIRECTION = "k_direction"  # of the line that is worked step by step
    SIGNAL = "k_signal"
    OWN_SIGNAL = "k_own_signal"  # its digits; in the address alone
    FORM = "k_form"  # of the matrix
    LIBRARY = "k_library"  # that the script is for
    BANK = "k_bank"  # a layer's kernels as text; in the address alone

    WEIGHTS = "k_kernel_at_work"  # array (kH, kW, P)
    ROWS = "k_rows"
    COLS = "k_columns"
    NAME = "k_name_at_work"  # what the kernel is called; the box "Kernel" says so a run later
    UNDO = "k_undo"  # earlier kernels: (weights, name, values)
    UPLOAD = "k_upload"
    UPLOAD_OPEN = "k_upload_open"
    SOURCE = "k_source"  # of an own picture: file or camera
    CAMERA = "k_camera"
    OWN_PICTURES = "k_own_pictures"  # the visitor's last, by name: uint8 or uint16 (H, W, C)
    PICTURE_COMPLAINT = "k_picture_complaint"
    KERNEL_COMPLAINT = "k_kernel_complaint"
    BENCH = "k_bench"
    EDITED = "k_edited"  # whether the bench was, since the page last ran
    STEP_MAPS = "k_step_maps"
    CURVE = "k_curve"
    MAPS = "k_maps"
    BANK_KERNELS = "k_bank_kernels"  # a layer's kernels: (name, weights (kH, kW, P)) each
    BANK_COMPLAINT = "k_bank_complaint"
    REVEALED = "k_revealed"  # the riddle whose kernel was asked for
    WANTED_UPLOAD = "k_wanted_upload"
    WANTED_OPEN = "k_wanted_open"
    WANTED = "k_wanted"  # (file name, picture's name, Pair) of the last upload that fits
    WANTED_COMPLAINT = "k_wanted_complaint"
    LESSON = "k_lesson"
    RESPONSE = "k_response"
    LINE = "k_line"
    MATRIX = "k_matrix"
    TIMES = "k_times"  # what was timed last, and the times
