"""The training job: trains the network of a run's folder with Keras, in its own process."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import keras
import tensorflow as tf

from cnnviz import models
from cnnviz.data import Dataset, folds
from cnnviz.data.dataset import fingerprint_of
from cnnviz.evaluation.baselines import measure_baselines
from cnnviz.models import ModelInfo
from cnnviz.networks.build import build
from cnnviz.training import checkpoint, losses
from cnnviz.training.config import RunConfig
from cnnviz.training.epoch_recorder import EpochRecorder
from cnnviz.training.folder import RunFolder
from cnnviz.training.pipeline import evaluate_model, training_batches, validation_batches
from cnnviz.training.progress import (
    Pace,
    ProgressReporter,
    StoppedEarlyError,
    Watcher,
    null_progress,
)
from cnnviz.training.recorder import Recorder
from cnnviz.training.state import State
from cnnviz.utils.errors import InputError, is_disk_full, reason

WARM_UP = 0.3  # of a one-cycle schedule's steps
INITIAL_RATE = 1 / 25  # of one-cycle, as a share of its highest learning rate
SECOND_DECAY = 2  # length of the second decay of a warm restart, in lengths of the first


def train_run(
    run: RunFolder, watch: Watcher = null_progress, dataset: Dataset | None = None
) -> State:
    """Train the network that a run's folder describes and write all results there.

    Parameters
    ----------
    run : RunFolder
        The run; its settings are read from its folder.
    watch : callable, optional
        Called with every state that is written.
    dataset : Dataset, optional
        The data set of the settings, where it is loaded already.

    Returns
    -------
    State
        The final state; a failure is reported in it, not raised.
    """
    reporter = ProgressReporter(run, watch)
    try:
        _train(run, reporter, dataset)
    except StoppedEarlyError:
        return reporter.end("stopped", "it was stopped before training began")
    except InputError as error:
        return reporter.end("failed", str(error))
    except MemoryError:
        return reporter.end("failed", "there was not enough memory")
    except tf.errors.ResourceExhaustedError:
        return reporter.end("failed", "there was not enough memory; choose a smaller batch size")
    except OSError as error:
        return reporter.end("failed", f"a file could not be read or written: {reason(error)}")
    except RuntimeError as error:  # of HDF5
        if not is_disk_full(error):
            raise
        return reporter.end("failed", "a file could not be written: the server's disk is full")
    return reporter.end("stopped" if reporter.stopping else "done")


def _train(run: RunFolder, reporter: ProgressReporter, dataset: Dataset | None) -> None:
    given = run.config()
    dataset = dataset or given.load_data(reporter.reading)
    config = given.for_data(dataset)
    run.write_config(config)
    reporter.reading(1.0, "building the network")
    model = _fit(run, config, dataset, reporter)
    info = ModelInfo(
        config.architecture,
        dataset.classes,
        dataset.input_shape,
        config.network,
        dataset.name,
        dataset.synthetic,
    )
    models.save(model, info, run.model)
    split = "train" if config.held_out == folds.NONE else "test"
    saved = models.open_model(run.model)  # so that the saved file is what is evaluated
    evaluation = evaluate_model(saved, dataset.test, split, reporter.evaluating)
    run.write_evaluation(
        replace(
            evaluation,
            baselines=measure_baselines(dataset.train, dataset.test),
            trained_on=len(dataset.train),
            tested_on=fingerprint_of([dataset.test]),
        )
    )


def _fit(run: RunFolder, config: RunConfig, dataset: Dataset, reporter: ProgressReporter) -> Any:
    """Build and train the network; every random number depends on the seed."""
    keras.utils.set_random_seed(config.seed)
    tf.config.experimental.enable_op_determinism()  # measured: costs nothing on a CPU
    model = build(config.network, dataset.input_shape, len(dataset.classes))
    train, validation, test = map(len, dataset.splits)
    pace = Pace(train, validation, test, config.epochs, config.batch_size)
    # XLA, which Keras would choose, takes twice as long for these networks on a CPU.
    model.compile(
        optimizer=config.optimiser.keras(learning_rate(config, pace.steps * config.epochs)),
        loss=losses.training_loss(config, len(dataset.classes)),
        metrics=losses.metrics(config),
        jit_compile=False,
    )
    done, seconds = _continue(run, model)
    model.fit(
        training_batches(dataset.train, config, done),
        validation_data=validation_batches(dataset.validation, config),
        epochs=config.epochs,
        class_weight=losses.class_weights(config, dataset.train.labels, len(dataset.classes)),
        initial_epoch=done,
        callbacks=[
            EpochRecorder(run, config, dataset, model),
            Recorder(run, reporter, pace, seconds),
        ],
        shuffle=False,  # the batches are shuffled already
        verbose=0,
    )
    return model


def _continue(run: RunFolder, model: Any) -> tuple[int, float]:
    """Give the network the state of the last epoch that was saved, if any.

    Returns
    -------
    tuple of int and float
        Epochs that are done, and seconds that they took.
    """
    for epoch in reversed(run.checkpoints()):
        with suppress(InputError):  # damaged: the one before it may be whole
            checkpoint.restore(run.checkpoint(epoch), model)
            return epoch, run.rewind(epoch).seconds
    run.rewind(0)
    return 0, 0.0


def learning_rate(config: RunConfig, steps: int) -> Any:
    """Return the learning rate of a schedule.

    "constant" keeps it. "one-cycle" rises to it linearly, then decays to 0 along a cosine.
    "warm-restart" decays to 0 along a cosine in the first third of the steps, restarts, and decays
    again in the rest: the network is accurate early, and more so at the end.

    Parameters
    ----------
    config : RunConfig
        With the schedule and its highest learning rate.
    steps : int
        Steps in the whole training.

    Returns
    -------
    float or keras.optimizers.schedules.LearningRateSchedule
        What Keras's optimisers take.

    References
    ----------
    L. Smith, N. Topin, "Super-convergence", arXiv:1708.07120.
    I. Loshchilov, F. Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017,
    arXiv:1608.03983.
    """
    if config.schedule == "constant":
        return float(config.learning_rate)  # Keras refuses the whole number 1
    if config.schedule == "warm-restart":
        return keras.optimizers.schedules.CosineDecayRestarts(
            config.learning_rate, first_decay_steps=steps / (1 + SECOND_DECAY), t_mul=SECOND_DECAY
        )
    warm_up = round(WARM_UP * steps)
    return keras.optimizers.schedules.CosineDecay(
        INITIAL_RATE * config.learning_rate,
        decay_steps=max(1, steps - warm_up),
        warmup_target=config.learning_rate,
        warmup_steps=warm_up,
    )
