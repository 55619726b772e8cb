"""The training job: trains the network of a run's folder with Keras, in its own process."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import keras
import tensorflow as tf

from cnnviz import models
from cnnviz.data import Dataset, folds
from cnnviz.data.dataset import fingerprint_of
from cnnviz.evaluation.answers import Answers
from cnnviz.evaluation.baselines import measure_baselines
from cnnviz.evaluation.metrics import evaluate
from cnnviz.models import ModelInfo
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.networks.build import build
from cnnviz.training import checkpoint, losses, run_card
from cnnviz.training.checkpoint import Position
from cnnviz.training.config import RunConfig
from cnnviz.training.epoch_recorder import EpochRecorder
from cnnviz.training.folder import RunFolder
from cnnviz.training.numbers import MAX_EPOCHS
from cnnviz.training.pipeline import predict, training_batches, validation_batches
from cnnviz.training.progress import (
    BUILDING,
    STOPPED_BEFORE,
    GaveSlotUpError,
    Pace,
    ProgressReporter,
    StoppedEarlyError,
    Watcher,
    null_progress,
)
from cnnviz.training.rates import LearningRate
from cnnviz.training.recorder import Recorder
from cnnviz.training.state import State
from cnnviz.training.steering import Steering
from cnnviz.utils.errors import InputError, is_disk_full, reason
from cnnviz.utils.language import N_
from cnnviz.utils.retold import in_english, told


def train_run(
    run: RunFolder,
    watch: Watcher = null_progress,
    dataset: Dataset | None = None,
    leaves: bool = False,
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
    leaves : bool
        Whether a paused training ends here where another run waits for a slot.

    Returns
    -------
    State
        The final state, or that of a pause; a failure is reported in it, not raised.
    """
    reporter = ProgressReporter(run, watch)
    try:
        ended_by = _train(run, reporter, dataset, leaves)
    except GaveSlotUpError:
        return reporter.state
    except StoppedEarlyError:
        return reporter.end("stopped", STOPPED_BEFORE)
    except InputError as error:
        return reporter.end("failed", in_english(error))
    except MemoryError:
        return reporter.end("failed", N_("there was not enough memory"))
    except tf.errors.ResourceExhaustedError:
        return reporter.end(
            "failed", N_("there was not enough memory; choose a smaller batch size")
        )
    except OSError as error:
        return reporter.end(
            "failed", told("a file could not be read or written: {reason}", reason=reason(error))
        )
    except RuntimeError as error:  # of HDF5
        if not is_disk_full(error):
            raise
        return reporter.end("failed", N_("a file could not be written: the server's disk is full"))
    return reporter.end("stopped") if reporter.stopping else reporter.end("done", ended_by)


def _train(
    run: RunFolder, reporter: ProgressReporter, dataset: Dataset | None, leaves: bool
) -> str:
    """Train and evaluate; return which rule ended the training early, "" where none did."""
    given = run.config()
    dataset = dataset or given.load_data(reporter.reading)
    config = given.for_data(dataset)
    run.write_config(config)
    reporter.reading(1.0, BUILDING)
    model, ended_by = _fit(run, config, dataset, reporter, leaves)
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
    observed = ObservedModel(models.open_model(run.model))  # the saved file is what is evaluated
    probabilities = predict(observed, dataset.test.images, reporter.evaluating)
    evaluation = replace(
        evaluate(probabilities, dataset.test.labels, dataset.classes, split),
        baselines=measure_baselines(dataset.train, dataset.test),
        trained_on=len(dataset.train),
        tested_on=fingerprint_of([dataset.test]),
    )
    run.write_evaluation(evaluation)
    reporter.measuring()
    answers = Answers.of(probabilities, dataset.test.labels)
    run_card.write(run, config, dataset, observed, answers, evaluation)
    return ended_by


def _fit(
    run: RunFolder, config: RunConfig, dataset: Dataset, reporter: ProgressReporter, leaves: bool
) -> tuple[Any, str]:
    """Build and train the network; every random number depends on the seed.

    Returns
    -------
    tuple of keras.Model and str
        The network, and which rule ended its training early.
    """
    keras.utils.set_random_seed(config.seed)
    tf.config.experimental.enable_op_determinism()  # measured: costs nothing on a CPU
    model = build(config.network, dataset.input_shape, len(dataset.classes))
    train, validation, test = map(len, dataset.splits)
    pace = Pace(train, validation, test, config.epochs, config.batch_size)
    rate = LearningRate(config, pace.steps * config.epochs)
    _compile(model, config, rate, len(dataset.classes))
    start = _continue(run, model, pace.steps)
    recorder = Recorder(run, reporter, pace, rate, start if start.step else None)
    records = EpochRecorder(run, config, dataset, model, start.step)
    steering = Steering(run, config, reporter, recorder, pace, rate, leaves)
    steering.begin(model.optimizer, start.epochs * pace.steps + start.step)
    held = validation_batches(dataset.validation, config)

    def fit(skip: int, epochs: int) -> None:
        done = steering.epochs_done
        model.fit(
            training_batches(dataset.train, config, done, skip),
            validation_data=held,
            epochs=epochs,
            class_weight=losses.class_weights(config, dataset.train.labels, len(dataset.classes)),
            initial_epoch=done,
            callbacks=[records, recorder, steering],
            shuffle=False,  # the batches are shuffled already
            verbose=0,
        )

    if start.step == pace.steps:
        _complete_epoch(model, held, start, [records, recorder, steering])
    elif start.step:
        fit(start.step, start.epochs + 1)
    if steering.goes_on:
        fit(0, MAX_EPOCHS)  # ``steering`` ends it
    return model, steering.reason or ""


def _compile(model: Any, config: RunConfig, rate: LearningRate, classes: int) -> None:
    # XLA, which Keras would choose, takes twice as long for these networks on a CPU.
    model.compile(
        optimizer=config.optimiser.keras(rate.keras),
        loss=losses.training_loss(config, classes),
        metrics=losses.metrics(config),
        jit_compile=False,
    )


def _complete_epoch(
    model: Any, held: Any, start: Position, callbacks: Sequence[keras.callbacks.Callback]
) -> None:
    """Validate an epoch whose steps are all done."""
    for callback in callbacks:
        callback.set_model(model)
        callback.on_train_begin()
        callback.on_epoch_begin(start.epochs)
    results = model.evaluate(held, callbacks=list(callbacks), verbose=0, return_dict=True)
    logs = start.logs | {f"val_{name}": value for name, value in results.items()}
    for callback in callbacks:
        callback.on_epoch_end(start.epochs, logs)


def _continue(run: RunFolder, model: Any, steps: int) -> Position:
    """Give the network the state that was saved last, if any; return where that was.

    Returns
    -------
    Position
        Its step is 0 at an epoch's end.
    """
    saved = run.checkpoints()
    with suppress(InputError):
        position = checkpoint.read_position(run.interrupted)
        if position.epochs >= max(saved, default=0):
            checkpoint.restore(run.interrupted, model)
            run.rewind(position.epochs + position.step / steps)
            return position
    for epoch in reversed(saved):
        with suppress(InputError):  # damaged: the one before it may be whole
            checkpoint.restore(run.checkpoint(epoch), model)
            run.rewind(epoch)
            return Position(epoch, 0, {})
    run.rewind(0)
    return Position(0, 0, {})
