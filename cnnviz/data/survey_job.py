"""A survey made in a thread of its own, whose progress every visitor's page can show."""

import threading

from cnnviz import data
from cnnviz.data.survey import Survey, survey
from cnnviz.utils.errors import InputError

_one_at_a_time = threading.Lock()


class SurveyJob:
    """The survey of one data set.

    Attributes
    ----------
    fraction : float
        Share that is done, in [0, 1].
    doing : str
        The current activity.
    result : Survey or None
        None until it is done.
    error : str
        Why there is no result; "" where there is, or will be, one.

    Parameters
    ----------
    dataset : str
        What ``data.load`` takes.
    size : int or None
        Longer side of the images, where the data set is too large in its own size.
    skip_unusable : bool
        As for ``data.load``.
    """

    def __init__(self, dataset: str, size: int | None, skip_unusable: bool) -> None:
        self.fraction, self.doing, self.error = 0.0, "waiting for another data set", ""
        self.result: Survey | None = None
        self._dataset, self._size, self._skip = dataset, size, skip_unusable
        threading.Thread(target=self._run, name="survey", daemon=True).start()

    @property
    def active(self) -> bool:
        """Whether it is still being made."""
        return self.result is None and not self.error

    def _run(self) -> None:
        with _one_at_a_time:
            try:
                dataset = data.load_in_own_size(
                    self._dataset, self._size, progress=self._report, skip_unusable=self._skip
                )
                self.result = survey(dataset, self._report)
            except InputError as error:
                self.error = str(error)
            except MemoryError:
                self.error = "there was not enough memory"
            finally:
                if self.result is None and not self.error:
                    self.error = "it failed; the server's log says why"

    def _report(self, fraction: float, text: str) -> None:
        self.fraction, self.doing = min(fraction, 1.0), text
