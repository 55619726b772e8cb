"""The network of a run as it was at the end of an epoch, from the epoch's checkpoint."""

import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cnnviz import models
from cnnviz.models import ModelInfo
from cnnviz.models.files import Model
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.training import checkpoint, folder
from cnnviz.training.config import RunConfig
from cnnviz.training.epoch_record import Watched
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _

MOST_DESCRIBED = 64  # runs whose networks are kept
NAME = re.compile(r"(?P<run>.+)@(?P<epoch>[1-9]\d{0,3})", re.ASCII)


def name_of(run_id: str, epoch: int) -> str:
    """Return the name of a run at an epoch, as in a link: "20261121-140502-mlp-3f9a@7"."""
    return f"{run_id}@{epoch}"


def find(name: str) -> tuple[RunFolder, int] | None:
    """Find the run and the epoch that ``name_of`` named; None for another name.

    Raises
    ------
    InputError
        If there is no such run, or it has no checkpoint of that epoch.
    """
    named = NAME.fullmatch(name)
    if named is None:
        return None
    run, epoch = folder.find(named["run"]), int(named["epoch"])
    if not run.checkpoint(epoch).is_file():
        kept = ", ".join(map(str, run.checkpoints())) or _("none")
        raise InputError(
            "run {run} has no checkpoint of epoch {epoch}; it has: {kept}",
            run=run.id,
            epoch=epoch,
            kept=kept,
        )
    return run, epoch


def describe(run: RunFolder, epoch: int) -> ModelInfo:
    """Return the description of a run's network at an epoch; its path is the checkpoint's.

    Raises
    ------
    InputError
        If the run's settings cannot be read, or neither its records nor its model say which classes
        and images it has.
    """
    config, watched = run.config(), run.records.watched()
    path = run.checkpoint(epoch)
    if watched is None:
        return models.read_info(run.model).but(path=path)
    return _network(config, watched).but(path=path)


@lru_cache(maxsize=MOST_DESCRIBED)
def _network(config: RunConfig, watched: Watched) -> ModelInfo:
    """Describe a run's network once for all who watch it."""
    height, width, channels = watched.pictures.shape[1:]
    shape = (height, width, channels)
    name, layers = config.architecture, config.network
    info = ModelInfo(name, watched.classes, shape, layers, watched.dataset, watched.synthetic)
    with suppress(InputError):  # raised again where they are asked for
        _ = info.summaries
    return info


def is_checkpoint(path: Path) -> bool:
    """Whether a model's path is that of a checkpoint."""
    return path.suffix == ".npz"


class ObservedRun(ObservedModel):
    """A run's network compiled once, with the weights of one epoch after another; in a worker.

    Parameters
    ----------
    path : Path
        A checkpoint of the run.
    """

    def __init__(self, path: Path) -> None:
        from cnnviz.networks.build import build

        info = describe(RunFolder(path.parent.parent), int(path.stem))
        self._network = build(info.layers, info.input_shape, len(info.classes))
        self._shown: object = None
        super().__init__(Model(info, self._network))

    def show(self, path: Path, version: object) -> None:
        """Take the weights of a checkpoint; ``version`` tells a file from another of its name."""
        if version != self._shown:
            self._shown = None
            checkpoint.restore_weights(path, self._network)
            self._shown = version
