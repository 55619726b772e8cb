"""A run's history as TensorBoard logs; in workers, since TensorFlow writes them."""

import tempfile
from pathlib import Path

from cnnviz.training.events import History

# Folders and tags as those of Keras's own callback.
TRAINING, VALIDATION = "train", "validation"
LOSS, ACCURACY = "epoch_loss", "epoch_accuracy"


def event_files(history: History) -> dict[str, bytes]:
    """Write the figures of all epochs.

    Returns
    -------
    dict of str to bytes
        Content of each file by its name in the log folder; steps are epochs, counted from 1.
    """
    import tensorflow as tf

    # What tf.summary.scalar writes; that function alone needs TensorBoard itself.
    metadata = tf.compat.v1.SummaryMetadata(data_class="DATA_CLASS_SCALAR")
    metadata.plugin_data.plugin_name = "scalars"
    curves = {
        TRAINING: [(each.epoch, each.loss, each.accuracy) for each in history.epochs],
        VALIDATION: [
            (each.epoch, each.validation_loss, each.validation_accuracy) for each in history.epochs
        ],
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, curve in curves.items():
            writer = tf.summary.create_file_writer(str(Path(folder, name)))
            with writer.as_default():
                for epoch, loss, accuracy in curve:
                    tf.summary.write(LOSS, loss, epoch, metadata)
                    tf.summary.write(ACCURACY, accuracy, epoch, metadata)
            writer.close()
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(Path(folder).rglob("*"))
            if path.is_file()
        }
