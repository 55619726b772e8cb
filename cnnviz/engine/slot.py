"""A training slot: a Dask worker that runs one training at a time, behind everything else."""

import os
from pathlib import Path
from typing import Any

NICENESS = 10  # answers to other visitors come first


def dask_setup(worker: Any) -> None:
    """Lower the worker's priority; Dask calls this when it starts, and its children inherit it."""
    os.setpriority(os.PRIO_PROCESS, 0, NICENESS)


def train(folder: str) -> None:
    """Run the training that ``folder`` describes, to its end."""
    from cnnviz.training import slot

    slot.run(Path(folder))
