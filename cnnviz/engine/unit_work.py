"""Long work on a model's filters: asked of the engine in parts, with progress and stop."""

from dataclasses import dataclass

import numpy as np

from cnnviz.engine.attributing import Pace, Part, in_parts
from cnnviz.engine.inference import Inference
from cnnviz.engine.questions import Questions
from cnnviz.engine.sample import Sample
from cnnviz.engine.work import Arrays, Work
from cnnviz.explain.ascent import STEPS, first_image
from cnnviz.explain.blocks import Block
from cnnviz.models import ModelInfo


@dataclass(frozen=True, eq=False)
class Subject:
    """A block of a model, and the images that it is shown.

    Attributes
    ----------
    engine : Questions
    info : ModelInfo
        The model, with its path.
    model : str
        SHA-256 of its file.
    sample : Sample
    block : Block
    """

    engine: Questions
    info: ModelInfo
    model: str
    sample: Sample
    block: Block

    @property
    def path(self) -> str:
        """The model's file, as the worker is given it."""
        return str(self.info.path.resolve())

    @property
    def name(self) -> str:
        """The block's."""
        return self.block.first.name


class StrengthWork(Work):
    """How strongly each filter responds: "peaks", "places" and "means", each (N, filters)."""

    def __init__(self, subject: Subject) -> None:
        self._of = subject
        super().__init__(subject.sample.file(subject.model, f"{subject.name}-strengths"))

    def compute(self) -> Arrays:
        """Show the block all images of the sample."""
        of, found = self._of, []

        def ask(part: Part) -> tuple[np.ndarray, float]:
            batch, method = of.sample.batch(*part), Inference.filter_strengths
            strengths, seconds = of.engine.ask_timed(method, of.path, of.name, batch)
            found.append(strengths)
            return np.empty(0), seconds

        in_parts(of.engine, (of.path, "strengths"), len(of.sample), ask, self.report)
        peaks, places, means = (np.concatenate(each) for each in zip(*found, strict=True))
        return {"peaks": peaks, "places": places, "means": means}


class SwitchWork(Work):
    """The probabilities (N, classes) of the sample with one filter off or stronger."""

    def __init__(self, subject: Subject, unit: int, factor: float) -> None:
        self._of, self._unit, self._factor = subject, unit, factor
        super().__init__(
            subject.sample.file(subject.model, f"{subject.name}-{unit}-times-{factor:g}")
        )

    def compute(self) -> Arrays:
        """Ask about all images of the sample."""
        of = self._of

        def ask(part: Part) -> tuple[np.ndarray, float]:
            batch = of.sample.batch(*part)
            method = Inference.with_filter
            return of.engine.ask_timed(method, of.path, of.name, self._unit, self._factor, batch)

        what = of.path, "with filter", of.name
        parts = in_parts(of.engine, what, len(of.sample), ask, self.report)
        return {"probabilities": np.concatenate(parts)}


class WorthWork(Work):
    """The accuracy "without" each filter of a block, (filters,); NaN where it is not known."""

    def __init__(self, subject: Subject) -> None:
        self._of = subject
        super().__init__(subject.sample.file(subject.model, f"{subject.name}-worth"))

    def compute(self) -> Arrays:
        """Switch off each filter in turn; those known from before a stop are not asked again."""
        units, labels = self._of.block.units, self._of.sample.images.labels
        known = self.result.get("without", np.full(units, np.nan, np.float32)).copy()
        for unit in np.flatnonzero(np.isnan(known)):
            switch = _Off(self, self._of, int(unit))
            answers = switch.compute()["probabilities"].argmax(axis=1)
            known[unit] = (answers == labels).mean()
            self.result = {"without": known.copy()}
        return {"without": known}


class _Off(SwitchWork):
    """A filter switched off as a part of other work, which it tells its progress."""

    def __init__(self, whole: Work, subject: Subject, unit: int) -> None:
        self._whole = whole
        super().__init__(subject, unit, 0.0)

    def report(self, fraction: float) -> None:
        """Tell the whole work how far it is."""
        self._whole.report((self._unit + fraction) / self._of.block.units)


class AscentWork(Work):
    """The "image" that gradient ascent makes for a filter, and the filter's "values" on the way."""

    def __init__(self, subject: Subject, unit: int) -> None:
        self._of, self._unit = subject, unit
        super().__init__(subject.sample.file(subject.model, f"{subject.name}-{unit}-ascent-2"))

    def compute(self) -> Arrays:
        """Climb, as many steps at a time as take about ``PART_SECONDS``."""
        of, pace = self._of, Pace()
        image, values = first_image(of.info.input_shape), np.empty(0, np.float32)
        while len(values) < STEPS:
            part = len(values), min(len(values) + pace.size, STEPS)
            (image, new), seconds = of.engine.ask_timed(
                Inference.ascend, of.path, of.name, self._unit, image, part
            )
            pace.took(seconds, len(new))
            values = np.concatenate([values, new])
            self.result = {"image": image, "values": values}
            self.report(len(values) / STEPS)
        return self.result
