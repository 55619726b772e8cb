"""Work in a thread of its own: whether it is active, a request to stop it, why it ended early."""

import logging
import threading
from collections.abc import Callable

from cnnviz.utils import language
from cnnviz.utils.errors import UNEXPECTED, EngineError, InputError


class Background:
    """One thread at a time; a subclass says what it does.

    Attributes
    ----------
    error : str
        Why the work ended early; "" where it did not, or was stopped.
    """

    def __init__(self) -> None:
        self.error = ""
        self._stopping, self._starting = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def active(self) -> bool:
        """Whether the work is being done."""
        return self._thread is not None and self._thread.is_alive()

    def stop(self) -> None:
        """End the work after the request that is being answered; what is done stays."""
        self._stopping.set()

    def wait(self) -> None:
        """Wait until the work has ended."""
        if self._thread is not None:
            self._thread.join()

    def _begin(self, work: Callable[[], None]) -> None:
        """Do some work, which may raise InterruptedError where it is stopped."""
        self.error = ""
        self._stopping.clear()
        self._thread = threading.Thread(
            target=language.kept(self._finish), args=(work,), name=type(self).__name__, daemon=True
        )
        self._thread.start()

    def _finish(self, work: Callable[[], None]) -> None:
        error = UNEXPECTED
        try:
            work()
            error = ""
        except InterruptedError:
            error = ""
        except (InputError, EngineError) as reason:
            error = str(reason)
        except Exception:  # the thread ends; the page says so and the log has the cause
            logging.getLogger(__name__).exception("%s", type(self).__name__)
        self.error = error
