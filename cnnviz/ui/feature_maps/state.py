"""What the feature maps page remembers of a visit, and its keys in the address."""

from typing import Any

import numpy as np

from cnnviz.data.strokes import EXAMPLE, PEN, Stroke
from cnnviz.ui import address
from cnnviz.ui.components.feature_strips.look import Look
from cnnviz.ui.components.inspection_table import InspectionFeed
from cnnviz.ui.components.photo_boxes import Choice
from cnnviz.ui.feature_maps.photograph import Photograph
from cnnviz.ui.latest_request import LatestRequest
from cnnviz.ui.page_state import PageState, Remembered


class FeatureMapsState(PageState):
    """Model, kind of input and sample are in the address too."""

    MODEL = "f_model"
    MODEL_FILE = "f_model_file"
    MODEL_DATA = "f_model_data"  # of an uploaded model: a data set, or where its classes come from
    MODEL_CLASSES = "f_model_classes"  # their names as typed
    NAMES = "f_names"  # of the classes of uploaded second models; in the address alone
    EPOCH = "f_epoch"  # of a run, as the model's key has it
    BESIDE = "f_beside"  # a second model for the same input
    INPUT = "f_input"  # of networks that read drawings
    PICTURE_INPUT = "f_picture"  # of all others, which have fewer kinds of input
    SAMPLE = "f_sample"
    SPLIT = "f_split"  # of a run's own network: "test" or "validation"
    SHEET = "f_sheet"
    SHUFFLE = "f_shuffle"
    PREVIOUS = "f_previous"
    NEXT = "f_next"
    SAMPLE_CLASS = "f_class"  # which samples: of one class
    SAMPLE_WHICH = "f_answers"  # all, or those answered wrongly, or doubted
    JUDGED = "f_judged"  # and the name of a button
    PAD = "f_pad"
    PREPARATION = "f_preparation"
    CROPPED = "f_cropped"  # stages of a drawing's preparation
    SCALED = "f_scaled"
    CENTRED = "f_centred"
    DRAWING = "f_drawing"  # in the address alone, as is the pen's width
    PEN_WIDTH = "f_pen"
    UPLOAD = "f_upload"
    CAMERA = "f_camera"
    OWN = "f_own"  # in the address alone: that there was an own picture
    AS_MNIST = "f_as_mnist"
    STRETCH = "f_stretch"
    PHOTO = "f_photo"
    ANSWER = "f_answer"
    CARD = "f_card"
    STRIPS = "f_strips"
    UNIT = "f_unit"
    UNIT_PATH = "f_why_unit"  # the units that are explained, as text
    MAP_ORDER = "f_order"
    MAP_COLOURS = "f_colours"
    MAP_KERNELS = "f_kernels"
    FOLDED = "f_folded"  # names of layers
    MAP_PAGES = "f_map_pages"  # of layers with many maps
    PIN = "f_pin"
    UNPIN = "f_unpin"
    PINNED_INPUT = "f_pinned_input"  # in the address alone
    PINNED_LAYER = "f_pinned_layer"  # whose maps are compared
    DATA_MAP = "f_data_map"
    DATA_MAP_KIND = "f_data_kind"
    DATA_MAP_COLOUR = "f_data_colour"
    DATA_MAP_WORK = "f_data_work"  # and the name of a button
    UNITS_LAYER = "f_units_layer"
    UNITS_UNIT = "f_units_unit"
    UNITS_SWITCH = "f_units_switch"
    UNITS_WORK = "f_units_work"  # and the name of a button
    VIEW = "f_view"  # which of ``views.VIEWS`` is open
    INSPECTION = "f_inspection"  # id of the open inspection; in the address alone
    INSPECT_FILES = "f_inspect_files"
    INSPECT_FOLDER = "f_inspect_folder"
    INSPECT_SAMPLES = "f_inspect_samples"
    TILE = "f_tile"  # and a model's key
    INSPECT_STOP = "f_inspect_stop"
    INSPECT_CONTINUE = "f_inspect_continue"
    INSPECT_AGAIN = "f_inspect_again"
    INSPECT_OTHER = "f_inspect_other"
    INSPECT_TABLE = "f_inspect_table"  # and an inspection's id
    SHEET_METHOD = "f_sheet_method"  # of the map over an opened sheet
    SHEET_CLASS = "f_sheet_class"
    SHEET_WORK = "f_sheet_work"
    INSPECT_CSV = "f_inspect_csv"
    INSPECT_ZIP = "f_inspect_zip"
    INSPECT_REPORT = "f_inspect_report"
    INSPECT_TRAIN = "f_inspect_train"
    WHY = "f_why"  # the class that is explained
    RATHER_THAN = "f_rather"
    CAM_LAYER = "f_cam_layer"
    ATTRIBUTION = "f_attribution"
    STOP = "f_stop_reasons"
    RESUME = "f_resume_reasons"
    SCORE = "f_score_methods"
    CHANGES = "f_changes"
    CHANGE_TEXT = "f_change"  # the numbers of "What if?", as text
    OTHER = "f_other"  # the second network of "What if?"

    opened = Remembered[tuple[str, ...]]("f_opened_models", ())  # keys of uploaded ones
    named = Remembered[dict[str, Any]]("f_named_models", {})  # of uploaded ones, by key
    about = Remembered(
        "f_about_file", ""
    )  # key of the uploaded model whose names are in the fields
    model_complaint = Remembered("f_model_complaint", "")
    strokes = Remembered[tuple[Stroke, ...]]("f_strokes", EXAMPLE)  # also while the pad is hidden
    pen = Remembered("f_pen", PEN)  # its width in sides of the pad
    kind = Remembered("f_kind", "")  # of input, the last one that was chosen, whatever the model
    own_picture = Remembered[np.ndarray | None]("f_own_picture", None)  # as its file stores it
    own_size = Remembered[tuple[int, int] | None]("f_own_size", None)  # of its file, before halving
    photograph = Remembered[Photograph | None]("f_photograph", None)  # what was found in it
    photo_choice = Remembered[Choice]("f_photo_choice", None)  # which part of it is read
    pinned = Remembered[Any]("f_pinned", None)  # the input that others are compared with
    pin_to_restore = Remembered("f_pin_to_restore", "")  # of a link, while the network loads
    upload_complaint = Remembered("f_complaint", "")
    computed = Remembered[tuple[Any, ...]]("f_computed", ())  # the newest answers
    patches = Remembered("f_patches", 0)  # how many of the explained unit are shown in full
    look_known = Remembered[Look | None]("f_look_known", None)  # to the browser
    look_start = Remembered[Look | None]("f_look_start", None)  # what the browser begins with
    reasons = Remembered[LatestRequest[Any, Any] | None]("f_reasons", None)
    curves = Remembered[LatestRequest[Any, Any] | None]("f_change_curves", None)
    stopped_reasons = Remembered[Any]("f_stopped_reasons", None)  # the request that was stopped
    inspection = Remembered("f_open_inspection", "")  # its id
    inspection_round = Remembered("f_inspection_round", 0)  # of the empty fields after each upload
    inspection_complaint = Remembered("f_inspection_complaint", "")
    inspection_row = Remembered("f_inspection_row", -1)  # the image that is open
    inspection_feed = Remembered[InspectionFeed | None]("f_inspection_feed", None)

    units_factor = Remembered("f_units_factor", 0.0)  # of the filter that is switched
    opened_image = Remembered[tuple[str, int]]("f_opened_image", ("", -1))  # model, number

    def open_inspection(self, key: str) -> None:
        """Show an inspection by its id; "" shows what one can begin with."""
        if key != self.inspection:
            self.inspection, self.inspection_row = key, -1
        address.write({self.INSPECTION: key or None})
