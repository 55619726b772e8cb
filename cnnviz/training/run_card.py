"""What a run's folder holds of its trained model beside the evaluation: its card, every answer.

A failure costs only these files: the run has ended well before they are written.
"""

import logging

from cnnviz.data import Dataset
from cnnviz.evaluation.answers import Answers
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.training import card
from cnnviz.training.command import command
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder

log = logging.getLogger(__name__)


def write(
    run: RunFolder,
    config: RunConfig,
    dataset: Dataset,
    observed: ObservedModel,
    answers: Answers,
    evaluation: Evaluation,
) -> None:
    """Write a run's card and its answers to the test images; a failure is only logged.

    Parameters
    ----------
    run : RunFolder
        The run.
    config : RunConfig
        Its settings.
    dataset : Dataset
        Its data.
    observed : ObservedModel
        Its model's file, opened.
    answers : Answers
        To the test images.
    evaluation : Evaluation
        On the test images.
    """
    try:
        answers.save(run.answers)
        made, detector = card.measure(
            observed, config, evaluation, dataset, command(config), effort=card.QUICK
        )
        card.write(made, detector, run.model)
    except Exception:  # the run keeps its model and its evaluation, whatever fails here
        log.exception("run %s has no card", run.id)
