"""Submits runs to the training slots: Dask queues them and assigns each to a free slot."""

from contextlib import suppress
from functools import partial
from uuid import uuid4

from distributed import Client, Future, KilledWorker, fire_and_forget

from cnnviz.engine.training_process import train_in_slot
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import InputError

TRIES = 3  # a run queued behind another one is lost when its slot's worker dies


class Trainings:
    """The queue of trainings, on the workers that offer the resource "training"."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def submit(self, run: RunFolder, tries: int = TRIES) -> None:
        """Queue a run; its folder holds everything that happens to it."""
        key = f"training-{run.id}-{uuid4().hex}"
        training = self._client.submit(
            train_in_slot, str(run.path), key=key, resources={"training": 1}
        )
        training.add_done_callback(partial(self._settle, run, tries - 1))
        fire_and_forget(training)

    def _settle(self, run: RunFolder, tries: int, training: Future) -> None:
        """Queue a run again, or write its failure, where its slot could not finish it."""
        if training.status != "error":
            return
        with suppress(InputError):  # the folder was deleted
            state = run.written_state()
            slot_died = isinstance(training.exception(), KilledWorker)
            if slot_died and state.status == "queued" and tries:
                self.submit(run, tries)
            elif state.active and state.in_slot:
                run.write_state(state.abandoned("its training slot ended"))
