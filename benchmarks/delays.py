"""How much later a drawing is answered while long work is done: at most 50 ms are promised.

A drawing's activations are asked for again and again, as the moving pen asks for them. The delay is
the 95th percentile of these times less the median without any other work.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks import inspecting
from benchmarks.timing import verdict
from cnnviz import models
from cnnviz.data import Split, uploads
from cnnviz.engine import Engine
from cnnviz.engine.background import Background
from cnnviz.engine.client import LongWork
from cnnviz.engine.embedding_work import EmbeddingWork
from cnnviz.engine.inspection_job import InspectionJob
from cnnviz.engine.method_scores import MethodScores, file_hash
from cnnviz.engine.sample import Sample
from cnnviz.engine.unit_work import AscentWork, Subject, WorthWork
from cnnviz.evaluation.doubt import DoubtRule
from cnnviz.evaluation.inspection_record import InspectionRecord, Task
from cnnviz.explain.blocks import blocks
from cnnviz.models import ModelInfo

SECONDS = 4.0  # of each kind of work, from its first request on
PAUSE = 0.05  # from one drawing to the next
MOST_SECONDS = 0.050
IMAGES, POINTS, FEATURES = 200, 1000, 64


def report() -> Iterator[str]:
    """One line per kind of work."""
    with tempfile.TemporaryDirectory() as folder, inspecting.home(folder):
        key = uploads.keep("plates.zip", inspecting.plates(Path(folder)))
        info = inspecting.lecture(Path(folder))
        engine = Engine()
        engine.wait_ready()
        drawn = models.resolve("mnist")
        alone = float(np.median(_drawings(engine, drawn, lambda: True)))
        yield f"{'a drawing answered, no other work':44} {alone * 1e3:7.1f} ms"
        for name, begin in _works(engine.long_work, info, key).items():
            yield _during(engine, drawn, alone, name, begin)
        engine.close()


def _works(engine: LongWork, info: ModelInfo, key: str) -> dict[str, Callable[[], Background]]:
    """What may be started, by its name."""
    random = np.random.default_rng(0)
    side = info.input_shape[0]
    images = random.integers(0, 256, (IMAGES, side, side, 1), np.uint8)
    labels = np.arange(IMAGES) % len(info.classes)
    split = Split(images, labels, tuple(map(str, range(IMAGES))))
    sample = Sample("Noise", split, "0" * 64, info.input_shape)
    block = blocks(info.summaries)[-1]
    subject = Subject(engine, info, file_hash(info.path), sample, block)
    features = random.random((POINTS, FEATURES), np.float32)
    return {
        "gradient ascent": lambda: _started(AscentWork(subject, 0)),
        "t-SNE": lambda: _started(EmbeddingWork(engine, features)),
        "what each filter is worth": lambda: _started(WorthWork(subject)),
        "scores of all methods": lambda: _started(MethodScores(engine, info, split, {})),
        "an inspection": lambda: _inspection(engine, info, key),
    }


def _started(work: Background) -> Background:
    work.start()
    return work


def _inspection(engine: LongWork, info: ModelInfo, key: str) -> Background:
    record = InspectionRecord.create(Task(key, info.name, info.classes, None))
    job = InspectionJob(record, lambda: DoubtRule(info))
    job.start(engine)
    return job


def _during(
    engine: Engine, drawn: ModelInfo, alone: float, name: str, begin: Callable[[], Background]
) -> str:
    work = begin()
    taken = _drawings(engine, drawn, lambda: work.active)
    work.stop()
    work.wait()
    if work.error:
        raise RuntimeError(work.error)
    late, worst = np.percentile(taken, 95) - alone, max(taken) - alone
    return (
        f"{f'delayed by {name}':44} {late * 1e3:7.1f} ms   longest {worst * 1e3:.0f}; promised at "
        f"most {MOST_SECONDS * 1e3:.0f}: {verdict(late <= MOST_SECONDS)}"
    )


def _drawings(engine: Engine, drawn: ModelInfo, goes_on: Callable[[], bool]) -> list[float]:
    """Seconds that each drawing took."""
    image, taken = np.zeros(drawn.input_shape, np.float32), []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and goes_on():
        began = time.perf_counter()
        engine.activations(drawn.path, image)
        taken.append(time.perf_counter() - began)
        time.sleep(PAUSE)
    return taken
