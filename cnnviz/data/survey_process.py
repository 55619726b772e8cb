"""``python -m cnnviz.data.survey_process``: survey a data set in a process of its own.

It takes its settings from standard input and leaves when that closes. It writes what happens to
standard output, pickled: (fraction, activity) while it works, then the survey, or the sentence that
says why there is none.
"""

import json
import os
import pickle
import sys
import threading
from typing import Any

from cnnviz import data
from cnnviz.data.survey import survey
from cnnviz.utils import system
from cnnviz.utils.errors import InputError

NICENESS = 10  # the requests of visitors come first
READ = 0.3  # share of the progress that is done when all images are read


def main() -> None:
    """Survey the data set that the first line of standard input names."""
    system.lower_priority(NICENESS)
    replies, sys.stdout = sys.stdout.buffer, sys.stderr

    def reply(message: Any) -> None:
        pickle.dump(message, replies, pickle.HIGHEST_PROTOCOL)
        replies.flush()

    def reading(fraction: float, text: str) -> None:
        reply((READ * fraction, text))

    def surveying(fraction: float, text: str) -> None:
        reply((READ + (1 - READ) * fraction, text))

    dataset, size, skip_unusable = json.loads(sys.stdin.readline())
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        loaded = data.load_in_own_size(dataset, size, progress=reading, skip_unusable=skip_unusable)
        reply(survey(loaded, surveying))
    except InputError as error:
        reply(str(error))
    except MemoryError:
        reply("there was not enough memory")


def _leave_with_parent() -> None:
    """Wait until the parent closes standard input, or ends."""
    system.wait_for_end_of_input()
    os._exit(0)


if __name__ == "__main__":
    main()
