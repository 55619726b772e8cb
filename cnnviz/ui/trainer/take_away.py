"""A finished run in the formats of other programs, each made only on request."""

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal

import streamlit as st

from cnnviz.data import Dataset
from cnnviz.engine.questions import Questions
from cnnviz.training.config import RunConfig
from cnnviz.training.export import code, tables
from cnnviz.training.folder import RunFolder
from cnnviz.training.script_data import needs_file
from cnnviz.ui import caches
from cnnviz.ui.widgets import download
from cnnviz.utils.language import N_, _

Files = dict[str, bytes]
KERAS_HELP = N_("Opens in Keras 3.8 or later: keras.models.load_model")
ONNX_HELP = N_(
    "For ONNX Runtime, OpenCV, browsers and phones. Takes images as Keras does: float32, 0 to 1, "
    "channels last. The outputs agree with Keras's to five decimals."
)
HISTORY_HELP = N_("Loss, accuracy and time of each epoch")
PREDICTIONS_HELP = N_("For each test image: its true class, and the probability of every class")
LOGS_HELP = N_("Unpack the folder, then: tensorboard --logdir FOLDER")
CODE_HELP = N_(
    "The same training without cnnviz, on the same images in the same split. Without augmentation "
    "it repeats this run's figures, on one thread (TF_NUM_INTRAOP_THREADS=1); on several, sums "
    "are rounded otherwise and the figures differ slightly."
)


def show_take_away(run: RunFolder, config: RunConfig) -> None:
    """Show the downloads of a finished run; nothing where it has no model."""
    if not run.model.is_file():
        return
    engine = caches.engine().long_work
    st.subheader(_("Take away"), anchor=False)
    model, figures, script = st.columns([2, 3, 2], gap="small")
    name = config.architecture

    def exported(form: Literal["keras", "onnx"]) -> Callable[[], bytes]:
        return partial(engine.exported, run.model, form)

    with model:
        st.caption(_("The trained network"))
        with st.container(horizontal=True):
            download(
                "Keras", f"{name}.keras", exported("keras"), "download", "t_keras", _(KERAS_HELP)
            )
            download("ONNX", f"{name}.onnx", exported("onnx"), "download", "t_onnx", _(ONNX_HELP))
    with figures:
        st.caption(_("Its figures"))
        with st.container(horizontal=True):
            history = partial(history_table, run, config)
            download(_("History"), tables.HISTORY, history, "table", "t_history", _(HISTORY_HELP))
            answers = partial(predictions_table, engine, run, config)
            tip = _(PREDICTIONS_HELP)
            download(_("Predictions"), tables.PREDICTIONS, answers, "table", "t_predictions", tip)
            logs = partial(logs_zip, engine, run)
            download("TensorBoard", f"{name}-logs.zip", logs, "folder_zip", "t_logs", _(LOGS_HELP))
    with script:
        st.caption(_("The training as code"))
        with st.container(horizontal=True):
            show_code(N_("Script"), code.SCRIPT, code.script_files, config)
            show_code(N_("Notebook"), code.NOTEBOOK, code.notebook_files, config)


def show_code(
    label: str, file: str, make: Callable[[RunConfig, Dataset], Files], config: RunConfig
) -> None:
    """Show the download of code: a zip where its images go with it."""

    def made() -> bytes:
        files = make(config, load(config))
        return zipped(files) if needs_file(config) else files[file]

    name, icon = (f"{label.lower()}.zip", "folder_zip") if needs_file(config) else (file, "code")
    download(_(label), name, made, icon, f"t_{label.lower()}", _(CODE_HELP))


def history_table(run: RunFolder, config: RunConfig) -> str:
    """Make the table of a run's epochs."""
    return tables.history_csv(run.history(), config)


def predictions_table(engine: Questions, run: RunFolder, config: RunConfig) -> str:
    """Make the table of what the network predicts for the test images."""
    dataset = load(config)
    probabilities = engine.predict(run.model, dataset.test.scaled)
    return tables.predictions_csv(dataset.test, dataset.classes, probabilities)


def logs_zip(engine: Questions, run: RunFolder) -> bytes:
    """Make the logs for TensorBoard."""
    return zipped(engine.event_files(run.history()))


def load(config: RunConfig) -> Dataset:
    """Load a run's data as it was split; InputError where it is another by now."""
    dataset = config.load_data()
    config.for_data(dataset)
    return dataset


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files into a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()
