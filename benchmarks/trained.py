"""One training in a process of its own: accuracy and CPU seconds after each epoch.

CPU seconds are the process's, in user and system mode, on one TensorFlow thread; importing Keras
and reading the images come before they are counted. Each epoch is evaluated on the test images.

``python -m benchmarks.trained`` reads a run's settings as JSON and prints the epochs as JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.utils import paths


@dataclass(frozen=True)
class Epoch:
    """Where a training stood after an epoch: CPU seconds so far, and accuracy on test images."""

    cpu_seconds: float
    accuracy: float


def trained(config: RunConfig) -> list[Epoch]:
    """Train in another process; every epoch, in order."""
    one_thread = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.trained"],
        input=config.to_json(),
        cwd=paths.ROOT,
        env=os.environ | one_thread,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [Epoch(*pair) for pair in json.loads(done.stdout.splitlines()[-1])]


def seconds_until(epochs: Sequence[Epoch], accuracy: float) -> float | None:
    """CPU seconds until an accuracy is reached; None where it never is."""
    reached = (epoch.cpu_seconds for epoch in epochs if epoch.accuracy >= accuracy)
    return next(reached, None)


def main() -> None:
    """Train what standard input describes."""
    from cnnviz.training import job

    config = RunConfig.from_json(sys.stdin.read())
    data = config.load_data()
    data = replace(data, validation=data.test)
    with tempfile.TemporaryDirectory() as folder:
        run = RunFolder.create(config, Path(folder, "run"))
        began, seconds, events = time.process_time(), list[float](), run.events()

        def watch(state: State) -> None:
            ended = len(events.read().epochs)
            seconds.extend([time.process_time() - began] * (ended - len(seconds)))

        state = job.train_run(run, watch, data)
        if state.status != "done":
            raise SystemExit(f"the training {state.status}: {state.reason}")
        accuracies = [epoch.validation_accuracy for epoch in run.history().epochs]
    print(json.dumps(list(zip(seconds, accuracies, strict=True))))


if __name__ == "__main__":
    main()
