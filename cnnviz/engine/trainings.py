"""Handing runs to the training slots: Dask queues them and gives each to a slot that is free."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from uuid import uuid4

from distributed import Client, Future, KilledWorker, fire_and_forget

from cnnviz.engine.slot import train
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import InputError

TRIES = 3  # a run that waits behind another one in a slot is lost with it


class Trainings:
    """The queue of trainings, on the workers that offer the resource "training"."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def submit(self, run: RunFolder, tries: int = TRIES) -> None:
        """Queue a run; its folder tells everything that happens to it."""
        key = f"training-{run.id}-{uuid4().hex}"
        training = self._client.submit(train, str(run.path), key=key, resources={"training": 1})
        training.add_done_callback(partial(self._settle, run, tries - 1))
        fire_and_forget(training)

    def _settle(self, run: RunFolder, tries: int, training: Future) -> None:
        """Where a slot could not end a run properly: queue it again, or tell its folder."""
        if training.status != "error":
            return
        with suppress(InputError):  # the folder was deleted
            state = run.written_state()
            slot_died = isinstance(training.exception(), KilledWorker)
            if slot_died and state.status == "queued" and tries:
                self.submit(run, tries)
            elif state.active:
                run.write_state(replace(state, status="failed", reason="its training slot ended"))
