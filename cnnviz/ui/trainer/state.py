"""What the trainer remembers of a visit, and its keys in the address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from streamlit.delta_generator import DeltaGenerator

from cnnviz.layers import Layer
from cnnviz.networks.cost_table import CostTable, Fault
from cnnviz.networks.text import Draft
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.config import RunConfig
from cnnviz.ui.components.error_matrix import NOTHING, Choice
from cnnviz.ui.components.layer_stack import FieldRequest
from cnnviz.ui.latest_request import LatestRequest
from cnnviz.ui.page_state import PageState, Remembered


@dataclass(frozen=True)
class OpenedImage:
    """The image that is shown large.

    Attributes
    ----------
    run : str
        Id of the run that answers to it.
    split : str
        Which it belongs to: "test" or "validation".
    place : int
        Its place there.
    places : tuple of int
        Among which it was chosen.
    epoch : int
        After which it is answered, while the run trains; 0 for the newest.
    """

    run: str
    split: str
    place: int
    places: tuple[int, ...]
    epoch: int = 0


@dataclass(frozen=True)
class Unread:
    """An upload of which nobody knows yet whether it can be learned from.

    Attributes
    ----------
    key : str
        Of the upload.
    before : dict
        What the upload replaced, by keys of the session.
    """

    key: str
    before: dict[str, Any]


class TrainerState(PageState):
    """The run and all settings are in the address too."""

    RUN = "run"  # the id of the run shown; empty for the preview of the next one
    RECIPE = "t_recipe"  # the last chosen one, as the menu shows it
    DATA = "t_data"
    NETWORK = "t_network"  # its name; the layers are ``drafts``
    LAYERS = "t_layers"  # of a network that is no preset, as text; in the address alone
    STACK = "t_stack"  # the editor of layers
    TYPED = "t_typed"
    NAME = "t_name"  # the field for a network's name
    TRAINING = "t_training"  # the sections of rarely changed settings
    IMAGES = "t_images"
    EPOCHS = "t_epochs"
    BATCH = "t_batch"
    RATE = "t_rate"
    SEED = "t_seed"
    OPTIMISER = "t_optimiser"
    SMOOTHING = "t_smoothing"
    CLASS_WEIGHTS = "t_class_weights"
    USE_RATE = "t_use_rate"
    AUGMENTATION = "t_augmentation"  # an ``Augmentation``; a text in the address
    # These follow the augmentation; a number is added to them, see ``augmentation_menu``.
    PRESET = "t_preset"
    PRESETS = "t_presets"  # the same beside the sliders
    CHANGE = "t_change_"  # and a change's name: its slider
    AUGMENTING = "t_augmenting"  # whether sliders and variants are shown
    TESTED = "t_tested"  # the model that classifies variants
    SCHEDULE = "t_schedule"
    PATIENCE = "t_patience"
    TARGET = "t_target"  # validation accuracy to stop at, 0 to 1
    SIZE = "t_size"
    SKIP = "t_skip"
    UPLOAD = "t_upload"
    UPLOAD_FOLDER = "t_upload_folder"
    DELETE_UPLOAD = "t_delete_upload"
    SPLIT = "t_split"
    LOOK = "t_look"  # whether the data is looked at
    VIEW = "t_view"  # of the data
    DATA_SHOWN = "t_data_shown"  # the container of its first images
    CLASS = "t_class"  # whose images are shown
    CURVES = "t_curves"  # these three are of a run, whose id is added to them
    WATCH = "t_watch"
    MAPS = "t_maps"
    PROBES_SHOWN = "t_probe_images"
    PROBES = "t_probes_"  # and a number: it follows ``probes``
    PAGE = "t_page"  # "compare" or "experiments" in place of training
    CHOSEN = "t_runs"  # ids of the runs compared, separated by commas
    RUNS = "t_run_table"
    CHARTS = "t_run_charts"
    FIRST, SECOND = "t_first", "t_second"  # two runs that are compared image by image
    WHICH = "t_which"  # of the images on which they disagree
    SHIFTED = "t_shifted"  # whether the test images are shifted
    MATRIX = "t_matrix"
    WALL = "t_mistakes"
    ANSWERS_OF = "t_answers_of"  # test or validation images
    INSIGHT = "t_insight"  # what is shown of a finished run below its matrix
    LAYER = "t_layer"  # whose weights are shown
    WEIGHTS_AS = "t_weights_as"
    EXPERIMENT_DATA = "t_experiment_data"
    EXPERIMENT = "t_experiment_"  # and a name: its container
    SEEDS = "t_seeds"  # of an experiment
    ACTS = "t_acts"  # the row of what can be done to a run
    ACT = "t_act_"  # and a name: one of its buttons

    @staticmethod
    def optimiser_number(kind: str, name: str) -> str:
        """Return the key of one of an optimiser's numbers: "t_nesterov_momentum"."""
        return f"t_{kind}_{name}"

    recipe = Remembered("t_recipe_name", "")  # the last chosen one
    drafts = Remembered[list[Draft]]("t_drafts")  # the network's layers as entered
    layers = Remembered[tuple[Layer, ...]]("t_valid_layers", ())  # the last that were valid
    stack_complaint = Remembered("t_stack_complaint", "")
    typed_complaint = Remembered("t_typed_complaint", "")
    refused = Remembered[Fault | None]("t_refused", None)  # the last edit, where it was no value
    field = Remembered[FieldRequest | None]("t_field", None)
    last_walk = Remembered[CostTable | None]("t_last_walk", None)  # the last valid network
    name_complaint = Remembered("t_name_complaint", "")
    taken_name = Remembered("t_taken_name", "")  # that another network has
    note = Remembered("t_note", "")  # on what the last click could not set; shown once
    uploads = Remembered[tuple[str, ...]]("t_own", ())  # keys of this visitor's own zips
    unread = Remembered[Unread | None]("t_unread", None)  # the last upload, until it is read
    upload_round = Remembered("t_upload_round", 0)  # of the empty fields after each upload
    slid = Remembered[Augmentation | None]("t_slid", None)  # what the sliders show
    slider_round = Remembered("t_slider_round", 0)  # of the sliders' keys
    preset_round = Remembered("t_preset_round", 0)
    probes = Remembered[tuple[str, ...]]("t_probes", ())  # validation images to watch
    probe_round = Remembered("t_probe_round", 0)
    draws = Remembered("t_draws", 0)  # how often new variants were asked for
    variants = Remembered[LatestRequest[Any, Any] | None]("t_variants", None)
    split_changed = Remembered("t_split_changed", False)  # by a button beside the findings
    rates_asked = Remembered("t_rates_asked", 0)  # a number in the keys of the field for them
    train_clicked = Remembered("t_train_clicked", False)
    started = Remembered("t_started", "")  # id of the run that this run of the page has started
    complaint = Remembered("t_complaint", "")  # why the last click had no effect; shown once
    page = Remembered("t_open_page", "")
    linked_page = Remembered("t_linked_page", "")
    chosen = Remembered[tuple[str, ...]]("t_chosen", ())  # ids of the runs compared
    linked_chosen = Remembered("t_linked_chosen", "")
    branch_from = Remembered[dict[str, int]]("t_branch_from", {})  # epochs asked for, by run
    branch_opens = Remembered("t_branch_opens", False)  # in the next run of the page
    cell = Remembered[Choice]("t_cell", NOTHING)  # what is chosen in the matrix ``cell_of``
    cell_of = Remembered("t_cell_of", "")
    cell_epoch = Remembered("t_cell_epoch", 0)  # at which it was chosen; 0 for the newest
    opened = Remembered[OpenedImage | None]("t_opened", None)
    doomed = Remembered("t_doomed", "")  # id of the run that is to be deleted, if confirmed
    below_batch: DeltaGenerator | None = None  # places for sentences on what is above them
    below_numbers: DeltaGenerator | None = None
    last_part: Callable[[], None] | None = None  # of this run of the page, because it waits
    last = Remembered[RunConfig | None]("t_last", None)  # the last valid settings
