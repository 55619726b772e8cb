"""A run as code that trains the same network without cnnviz: files for one folder."""

from cnnviz.data import Dataset
from cnnviz.training import keras_script
from cnnviz.training.config import RunConfig
from cnnviz.training.export.data_file import FILE, data_npz
from cnnviz.training.export.notebook import notebook
from cnnviz.training.script_data import needs_file

SCRIPT, NOTEBOOK = "train.py", "train.ipynb"
Files = dict[str, bytes]


def script_files(config: RunConfig, dataset: Dataset) -> Files:
    """Write the script, with its data where it reads a file.

    Parameters
    ----------
    config : RunConfig
    dataset : Dataset
        As ``config.load_data`` gives it.

    Returns
    -------
    dict of str to bytes
        Content by name.
    """
    text = keras_script.script(config, dataset.input_shape, len(dataset.classes))
    return {SCRIPT: text.encode(), **_data(config, dataset)}


def notebook_files(config: RunConfig, dataset: Dataset) -> Files:
    """Write the same as a notebook."""
    steps = keras_script.parts(config, dataset.input_shape, len(dataset.classes))
    where = f"\n\nIt reads `{FILE}`, which belongs beside it." if needs_file(config) else ""
    text = (
        f"# {config.architecture} on {dataset.title}\n\n{len(dataset.classes)} classes: "
        f"{', '.join(dataset.classes)}. Trained as in cnnviz; needs TensorFlow with Keras 3.{where}"
    )
    return {NOTEBOOK: notebook(text, steps).encode(), **_data(config, dataset)}


def _data(config: RunConfig, dataset: Dataset) -> Files:
    return {FILE: data_npz(dataset)} if needs_file(config) else {}
