"""Every session key, and every loader that visitors share. The only module that caches."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz import data
from cnnviz.data import Dataset, preview
from cnnviz.data.preview import Preview
from cnnviz.engine import Engine
from cnnviz.evaluation import ood
from cnnviz.evaluation.ood import Known
from cnnviz.filters.learning import lesson as lessons
from cnnviz.filters.learning.lesson import Exercise, Lesson, Settings
from cnnviz.images import gallery
from cnnviz.training import folder, text
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import InputError


class Visit:
    """What is known of a visit, whatever the room."""

    ARRIVED = "v_arrived"


class LayerCalculator:
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


class Playground:
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


class FeatureMaps:
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


class Trainer:
    """The trainer's keys; the run and all settings are also in its address."""

    RUN = "run"  # the id of the run on show; empty for the next one's preview
    LINKED_RUN = "t_linked_run"  # the one that the address had last
    RECIPE = "t_recipe"  # the one that the settings are; follows them
    DATA = "t_data"
    LINKED_DATA = "t_linked_data"
    NETWORK = "t_network"
    EPOCHS = "t_epochs"
    BATCH = "t_batch"
    RATE = "t_rate"
    SEED = "t_seed"
    AUGMENTATION = "t_augmentation"
    SCHEDULE = "t_schedule"
    SIZE = "t_size"
    UPLOAD = "t_upload"
    OWN = "t_own"  # keys of the zips that this visitor uploaded
    COMPLAINT = "t_complaint"  # why the last click came to nothing; shown once
    LAST = "t_last"  # the last settings without a fault, shown where new ones have one
    CURVES = "t_curves"
    MATRIX = "t_matrix"


@st.cache_resource(max_entries=32)
def built_in_picture(name: str) -> np.ndarray:
    """The picture ``pictures.load`` makes, once for all visitors, read-only."""
    image = gallery.load(name)
    image.flags.writeable = False
    return image


@st.cache_data(max_entries=64, show_spinner=False)
def lesson(exercise: Exercise, settings: Settings) -> Lesson:
    """A kernel being learned, computed once for the same exercise and settings."""
    return lessons.learn(exercise, settings)


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The server's engine: started by the first page that asks, one for all visitors."""
    return Engine()


@st.cache_resource(max_entries=4, show_spinner="Reading the data set")
def samples(dataset: str, seed: int) -> Dataset:
    """A data set with its test images alone: what rooms that train nothing need of it."""
    whole, none = data.load(dataset, seed=seed), np.arange(0)
    train, validation = whole.train.take(none), whole.validation.take(none)
    return replace(whole, train=train, validation=validation)


@st.cache_resource(max_entries=8, show_spinner="Reading the data set")
def data_preview(dataset: str, seed: int, size: int | None) -> Preview:
    """What the trainer shows of a data set, split and scaled as a run with these settings."""
    return preview.preview(data.load(dataset, seed=seed, size=size))


def run_label(run: RunFolder) -> str:
    """One line on a run for a menu; read anew only where its status is another."""
    with suppress(InputError):
        return _run_label(run.id, run.state().status)
    return text.run_label(run)


@st.cache_data(max_entries=1000, show_spinner=False)
def _run_label(run_id: str, status: str) -> str:
    return text.run_label(folder.find(run_id))


@st.cache_resource(max_entries=8, show_spinner=False)
def known_of(model: Path) -> Known | None:
    """Where a shipped model's own images lie, from the file beside it; None where there is none."""
    path = model.with_suffix(".npz")
    return ood.load(path) if path.is_file() else None
