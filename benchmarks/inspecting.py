"""Steel images through the inspection, against a bare batched forward pass over the same images."""

import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.timing import verdict
from cnnviz import images, models
from cnnviz.data import uploads
from cnnviz.engine import Engine
from cnnviz.engine.inspection_job import InspectionJob
from cnnviz.evaluation.doubt import DoubtRule
from cnnviz.evaluation.inspection_record import InspectionRecord, Task
from cnnviz.evaluation.virtual_logit import load_detector
from cnnviz.images import textures
from cnnviz.models import ModelInfo
from cnnviz.networks import ARCHITECTURES
from cnnviz.networks.build import build

COUNT, DRAWN, ROUNDS = 1000, 24, 3
LEAST = 0.8  # images per second of the bare pass
BATCH = 32


def report() -> Iterator[str]:
    """One line per network: the lecture's at 200 × 200, and the shipped one."""
    with tempfile.TemporaryDirectory() as folder, home(folder):
        key = uploads.keep("plates.zip", plates(Path(folder)))
        engine = Engine()
        engine.wait_ready()
        for info in (lecture(Path(folder)), models.resolve("neu")):
            yield _compare(engine, key, info)
        engine.close()


@contextmanager
def home(folder: str) -> Iterator[None]:
    """Let uploads and inspections be kept in a folder."""
    before = environ.get("CNNVIZ_HOME")
    environ["CNNVIZ_HOME"] = folder
    yield
    environ.pop("CNNVIZ_HOME")
    if before is not None:
        environ["CNNVIZ_HOME"] = before


def plates(folder: Path) -> bytes:
    """A zip of JPEG files as NEU's: 200 × 200, grey."""
    kinds = list(textures.KINDS)
    drawn = [images.jpeg_bytes(textures.draw(kinds[n % len(kinds)], n), 90) for n in range(DRAWN)]
    path = folder / "plates.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(COUNT):
            archive.writestr(f"{number}.jpg", drawn[number % DRAWN])
    return path.read_bytes()


def lecture(folder: Path) -> ModelInfo:
    """Save the lecture's network for steel, untrained."""
    network = ARCHITECTURES["lecture-neu"]
    classes = tuple(textures.KINDS)
    info = ModelInfo("lecture-neu", classes, network.input_shape, network.layers, "none")
    model = build(network.layers, network.input_shape, len(classes))
    return models.save(model, info, folder / "lecture-neu.keras")


def _compare(engine: Engine, key: str, info: ModelInfo) -> str:
    """Both in turns, each in the same worker, which has as many threads for both."""
    batch = np.random.default_rng(0).random((BATCH, *info.input_shape), np.float32)
    inspected, bare = [], []
    _inspect(engine, key, info, 64)
    for _ in range(ROUNDS):
        bare.append(_bare(engine, info, batch))
        inspected.append(_inspect(engine, key, info, COUNT))
    share = median(bare) / median(inspected)
    return (
        f"{f'inspection by {info.name}':44} {COUNT / median(inspected):9.0f} images/s   "
        f"{share:.2f} of a bare pass, at least {LEAST}: {verdict(share >= LEAST)}"
    )


def _bare(engine: Engine, info: ModelInfo, batch: np.ndarray) -> float:
    """Seconds that the worker computes for so many images, in batches, with nothing else to do."""
    from cnnviz.engine.inference import Inference

    path, steps = str(info.path), -(-COUNT // BATCH)
    took = [engine.long_work.ask(Inference.answers, path, batch)[2] for _ in range(steps)]
    return sum(took) * COUNT / (steps * BATCH)


def _inspect(engine: Engine, key: str, info: ModelInfo, count: int) -> float:
    detector = info.path.with_suffix(".npz")
    rule = DoubtRule(info, load_detector(detector) if detector.is_file() else None)
    job = InspectionJob(
        InspectionRecord.create(Task(key, info.name, info.classes, None)), lambda: rule
    )
    began = time.monotonic()
    job.start(engine.long_work)
    while count < COUNT and job.active and len(job.rows) < count:
        time.sleep(0.05)
    if count < COUNT:
        job.stop()
    job.wait()
    if job.error:
        raise RuntimeError(job.error)
    return time.monotonic() - began
