"""The features of a run's training images, computed once by the engine and kept with the run."""

from contextlib import suppress
from pathlib import Path

import numpy as np

from cnnviz.data import Split
from cnnviz.engine.background import Background
from cnnviz.engine.questions import Questions
from cnnviz.evaluation.neighbours import nearest
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError

FILE = "features.npy"  # float16 (N, units), in the run's folder
PARTS = 50  # between two of them the progress is renewed
MAX_BYTES = 200_000_000


class TrainingFeatures(Background):
    """What the output layer of a run's network reads of each training image.

    It is computed in a thread of its own; of a run that has been asked about before it is read.

    Attributes
    ----------
    fraction : float
        Share that is done, in [0, 1].
    train : Split or None
        The training images; None until all features are there.
    error : str
        Why there are none; "" where there are, or will be.

    Parameters
    ----------
    engine : Questions
        Computes the features.
    run : RunFolder
        A run that has ended.
    config : RunConfig
        Its settings.
    """

    def __init__(self, engine: Questions, run: RunFolder, config: RunConfig) -> None:
        super().__init__()
        self.fraction = 0.0
        self.train: Split | None = None
        self._engine, self._run, self._config = engine, run, config
        self._features = np.empty((0, 0), np.float16)
        self._begin(self._work)

    @property
    def active(self) -> bool:
        """Whether they are still being computed."""
        return self.train is None and not self.error

    def nearest(self, image: np.ndarray, count: int = 5) -> tuple[np.ndarray, np.ndarray]:
        """Find the training images nearest to a uint8 image (H, W, C); see ``neighbours.nearest``.

        Raises
        ------
        InputError, EngineError
            As ``Questions.features``.
        """
        query = self._engine.features(self._run.model, image[np.newaxis])[0]
        return nearest(self._features, query, count)

    def _work(self) -> None:
        data = self._config.load_data()
        self._config.for_data(data)  # refuses data that is another by now
        self._features = self._stored(data.train)
        self.train = data.train

    def _stored(self, train: Split) -> np.ndarray:
        path, modified = self._run.path / FILE, self._run.model.stat().st_mtime_ns
        with suppress(OSError, ValueError, EOFError):
            stored: np.ndarray = np.load(path, allow_pickle=False)
            is_newer = path.stat().st_mtime_ns >= modified
            if is_newer and stored.dtype == np.float16 and len(stored) == len(train):
                return stored
        computed = self._compute(train)
        with suppress(OSError):  # a disk that is full or read-only costs the next visitor time only
            _save(path, computed)
        return computed

    def _compute(self, train: Split) -> np.ndarray:
        found: list[np.ndarray] = []
        for part in np.array_split(np.arange(len(train)), min(PARTS, len(train))):
            self.fraction = float(part[0] / len(train))
            features = self._engine.features(self._run.model, train.images[part])
            found.append(features.astype(np.float16))
            if found[0][0].nbytes * len(train) > MAX_BYTES:
                raise InputError(
                    "{images:,} training images with {features:,} features each are too many to "
                    "be compared",
                    images=len(train),
                    features=found[0].shape[1],
                )
        return np.concatenate(found)


def _save(path: Path, features: np.ndarray) -> None:
    with replacing(path) as part, part.open("wb") as file:
        np.save(file, features)
