"""The training itself, with Keras, in a process of its own: a run's folder in, a model out."""

from typing import Any

import keras
import tensorflow as tf

from cnnviz import models
from cnnviz.data import Dataset, folds
from cnnviz.models import ModelInfo
from cnnviz.networks.build import build
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.pipeline import training_batches, validation_batches
from cnnviz.training.progress import Journal, Pace, StoppedEarlyError, Watcher, unwatched
from cnnviz.training.recorder import Recorder
from cnnviz.training.state import State
from cnnviz.training.testing import judge_model
from cnnviz.utils.errors import InputError

WARM_UP = 0.3  # of a one-cycle schedule's steps
COLDEST = 1 / 25  # of the highest learning rate, where one-cycle begins
LONGER = 2  # times the steps of the first fall are those of the second, with a warm restart


def train(run: RunFolder, watch: Watcher = unwatched, dataset: Dataset | None = None) -> State:
    """Train what a run's folder describes and write there all that comes of it.

    Whatever goes wrong is told in the state that is written and returned.

    Parameters
    ----------
    watch : called with every state on the way
    dataset : what the run's settings name, where it is loaded already
    """
    journal = Journal(run, watch)
    try:
        _train(run, journal, dataset)
    except StoppedEarlyError:
        return journal.end("stopped", "it was stopped before training began")
    except InputError as error:
        return journal.end("failed", str(error))
    except MemoryError:
        return journal.end("failed", "there was not enough memory")
    except tf.errors.ResourceExhaustedError:
        return journal.end("failed", "there was not enough memory; take a smaller batch size")
    except OSError as error:
        return journal.end("failed", f"a file could not be read or written: {error}")
    return journal.end("stopped" if journal.stopping else "done")


def _train(run: RunFolder, journal: Journal, dataset: Dataset | None) -> None:
    given = run.config()
    dataset = dataset or given.load_data(journal.reading)
    config = given.for_data(dataset)
    run.write_config(config)
    journal.reading(1.0, "building the network")
    model = _fit(run, config, dataset, journal)
    info = ModelInfo(
        config.architecture,
        dataset.classes,
        dataset.input_shape,
        config.network,
        dataset.name,
        dataset.synthetic,
    )
    models.save(model, info, run.model)
    seen = "train" if config.held_out == folds.NONE else "test"
    run.write_evaluation(judge_model(run.model, dataset.test, seen, journal.testing))


def _fit(run: RunFolder, config: RunConfig, dataset: Dataset, journal: Journal) -> Any:
    """Build the network and train it; the seed decides every random number."""
    keras.utils.set_random_seed(config.seed)
    tf.config.experimental.enable_op_determinism()  # measured: costs nothing on a CPU
    model = build(config.network, dataset.input_shape, len(dataset.classes))
    train, validation, test = map(len, dataset.splits)
    pace = Pace(train, validation, test, config.epochs, config.batch_size)
    # Not with XLA, which Keras would choose: these networks take twice as long with it on a CPU.
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate(config, pace.steps * config.epochs)),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    model.fit(
        training_batches(dataset.train, config),
        validation_data=validation_batches(dataset.validation, config),
        epochs=config.epochs,
        callbacks=[Recorder(run, journal, pace)],
        shuffle=False,  # the pipeline does it
        verbose=0,
    )
    return model


def learning_rate(config: RunConfig, steps: int) -> Any:
    """The learning rate of each step.

    "constant" keeps it. "one-cycle" goes up to it in a straight line, then by a cosine to 0.
    "warm-restart" falls by a cosine to 0 in a third of the steps, then once more in the rest: a
    network that is good early, and better at the end.

    Sources: L. Smith, N. Topin, "Super-convergence", arXiv:1708.07120; I. Loshchilov, F. Hutter,
    "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, arXiv:1608.03983.
    """
    if config.schedule == "constant":
        return config.learning_rate
    if config.schedule == "warm-restart":
        return keras.optimizers.schedules.CosineDecayRestarts(
            config.learning_rate, first_decay_steps=steps / (1 + LONGER), t_mul=LONGER
        )
    warm_up = round(WARM_UP * steps)
    return keras.optimizers.schedules.CosineDecay(
        COLDEST * config.learning_rate,
        decay_steps=max(1, steps - warm_up),
        warmup_target=config.learning_rate,
        warmup_steps=warm_up,
    )
