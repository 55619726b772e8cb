import tensorflow as tf

from cnnviz.training.events import EpochEvent, History
from cnnviz.training.export.tensorboard import event_files

HISTORY = History(
    epochs=(
        EpochEvent(1, 0.5, 0.75, 0.625, 0.5, 2.5, 2.5),
        EpochEvent(2, 0.25, 0.875, 0.375, 0.625, 2.5, 5.0),
    )
)


def scalars(content: bytes, path) -> list[tuple[str, int, float]]:
    path.write_bytes(content)
    events = tf.compat.v1.train.summary_iterator(str(path))
    return [
        (value.tag, event.step, float(tf.make_ndarray(value.tensor)))
        for event in events
        for value in event.summary.value
    ]


def test_tensorboard_reads_training_and_validation_epoch_by_epoch(tmp_path):
    files = event_files(HISTORY)
    found = {name.partition("/")[0]: scalars(files[name], tmp_path / "events") for name in files}
    assert found == {
        "train": [
            ("epoch_loss", 1, 0.5),
            ("epoch_accuracy", 1, 0.75),
            ("epoch_loss", 2, 0.25),
            ("epoch_accuracy", 2, 0.875),
        ],
        "validation": [
            ("epoch_loss", 1, 0.625),
            ("epoch_accuracy", 1, 0.5),
            ("epoch_loss", 2, 0.375),
            ("epoch_accuracy", 2, 0.625),
        ],
    }


def test_the_log_files_have_the_names_that_tensorboard_looks_for():
    assert all("tfevents" in name for name in event_files(HISTORY))


def test_the_figures_are_marked_as_scalars(tmp_path):
    for content in event_files(HISTORY).values():
        (tmp_path / "events").write_bytes(content)
        events = tf.compat.v1.train.summary_iterator(str(tmp_path / "events"))
        values = [value for event in events for value in event.summary.value]
        assert {each.metadata.plugin_data.plugin_name for each in values[:2]} == {"scalars"}
