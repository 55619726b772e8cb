"""What the trainer remembers of a visit, and its keys in the address."""

from cnnviz.training.config import RunConfig
from cnnviz.ui.page_state import PageState, Remembered


class TrainerState(PageState):
    """The run and all settings are in the address too."""

    RUN = "run"  # the id of the run shown; empty for the preview of the next one
    LINKED_RUN = "t_linked_run"  # what the address had last
    RECIPE = "t_recipe"  # the one that equals the settings; follows them
    DATA = "t_data"
    LINKED_DATA = "t_linked_data"
    NETWORK = "t_network"
    EPOCHS = "t_epochs"
    BATCH = "t_batch"
    RATE = "t_rate"
    SEED = "t_seed"
    OPTIMISER = "t_optimiser"
    LINKED_OPTIMISER = "t_linked_optimiser"
    SMOOTHING = "t_smoothing"
    CLASS_WEIGHTS = "t_class_weights"
    USE_RATE = "t_use_rate"
    AUGMENTATION = "t_augmentation"  # an ``Augmentation``; a text in the address
    LINKED_AUGMENTATION = "t_linked_augmentation"
    PRESET = "t_preset"  # follows the augmentation
    SCHEDULE = "t_schedule"
    SIZE = "t_size"
    SKIP = "t_skip"
    UPLOAD = "t_upload"
    UPLOAD_FOLDER = "t_upload_folder"
    SPLIT = "t_split"
    LINKED_SPLIT = "t_linked_split"
    LOOK = "t_look"  # whether the data is looked at
    VIEW = "t_view"  # of the data
    CLASS = "t_class"  # whose images are shown
    CURVES = "t_curves"

    @staticmethod
    def optimiser_number(kind: str, name: str) -> str:
        """Return the key of one of an optimiser's numbers: "t_nesterov_momentum"."""
        return f"t_{kind}_{name}"

    uploads = Remembered[tuple[str, ...]]("t_own", ())  # keys of this visitor's own zips
    upload_round = Remembered("t_upload_round", 0)  # of the empty fields after each upload
    wanted_split = Remembered("t_wanted_split", "")  # what a button asked for; taken by the menu
    complaint = Remembered("t_complaint", "")  # why the last click had no effect; shown once
    last = Remembered[RunConfig | None]("t_last", None)  # the last valid settings
