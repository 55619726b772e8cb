"""A training slot: a Dask worker that runs one training at a time, behind everything else."""

import os
from pathlib import Path
from typing import Any

from distributed.system import MEMORY_LIMIT

from cnnviz.engine import training_process
from cnnviz.engine.server import training_slots

NICENESS = 10  # answers to other visitors come first
WARM_BYTES = 700e6  # of the process that a slot forks its trainings from


def dask_setup(worker: Any) -> None:
    """Prepare the worker; Dask calls this when it starts, and its children inherit the priority.

    A warm slot trains at once, a cold one 4 to 8 s later; on a machine with many cores and little
    memory, warmth has to wait until it is needed.
    """
    os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    if training_slots() * WARM_BYTES < MEMORY_LIMIT / 2:
        training_process.warm_up()


def train(folder: str) -> None:
    """Run the training that ``folder`` describes, to its end; its folder tells how it ended."""
    training_process.run(Path(folder))
