"""Submits runs to the training slots: a ticket for each, which a free slot trades for a run."""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from distributed import Client, Future, KilledWorker, fire_and_forget

from cnnviz.engine.training_process import train_in_slot
from cnnviz.training import queue, tickets
from cnnviz.training.folder import RunFolder
from cnnviz.utils import paths
from cnnviz.utils.errors import EngineError, InputError, reason
from cnnviz.utils.language import N_
from cnnviz.utils.retold import told

NOTICE_SECONDS = 60  # at most, until a training has noticed that its slot is gone
POLL_SECONDS = 0.1
SLOT_ENDED = N_("its training slot ended")
TRIES = 3  # a run queued behind another one is lost when its slot's worker dies


@dataclass(frozen=True)
class _Ticket:
    """A task that will train whichever run is next; ``run`` is the one it was made for."""

    id: str
    run: RunFolder
    tries: int


class Trainings:
    """The queue of trainings, on the workers that offer the resource "training"."""

    def __init__(self, client: Client) -> None:
        self._client = client
        # One queue for all servers of a scheduler; a scheduler that starts again is another.
        self._queue = str(client.scheduler_info()["id"])

    def submit(self, run_folder: Path, tries: int = TRIES) -> None:
        """Queue the training of a run's folder, which holds everything that happens to it.

        Raises
        ------
        EngineError
            If its folder cannot be written.
        """
        run = RunFolder(run_folder)
        try:
            tickets.put(run, self._queue)
        except OSError as error:
            if not run.is_run:  # it was deleted
                return
            raise EngineError(
                "run {run} cannot be queued: {reason}",
                run=run.id,
                reason=reason(error),
            ) from None
        self._send(run, tries)

    def use_free_slots(self) -> None:
        """Give one more ticket for each slot that stands idle while runs wait.

        Dask hands a ticket to a slot as it is made: those of a slot that came later lie behind busy
        ones. A ticket that finds no run has no effect.
        """
        waiting = tickets.waiting(paths.runs().resolve(), self._queue)
        if not waiting:
            return
        tasks = self._client.processing()
        workers = self._client.scheduler_info()["workers"]
        free = [
            address
            for address, worker in workers.items()
            if worker["resources"].get("training") and not tasks.get(address)
        ]
        for run, _ in zip(waiting, free, strict=False):
            self._send(run, TRIES)

    def _send(self, run: RunFolder, tries: int) -> None:
        """Give the workers one more ticket."""
        ticket = _Ticket(f"training-{run.id}-{uuid4().hex}", run, tries - 1)
        training = self._client.submit(
            train_in_slot,
            str(run.path.parent),
            self._queue,
            ticket.id,
            str(paths.home().resolve()),
            key=ticket.id,
            resources={"training": 1},
        )
        training.add_done_callback(partial(self._settle, ticket))
        fire_and_forget(training)

    def _settle(self, ticket: _Ticket, training: Future) -> None:
        """Give another ticket, or write why, where a slot could not finish what it took."""
        if training.status != "error":
            return
        error = training.exception()
        killed = isinstance(error, KilledWorker)
        why = (
            SLOT_ENDED
            if killed
            else told("its training slot could not run it: {error}", error=error)
        )
        run = tickets.taken_by(ticket.run.path.parent, ticket.id)
        with suppress(InputError, EngineError, OSError):  # the folder was deleted, or is read-only
            state = run.written_state() if run else None
            if killed and run and state and state.status != "queued":
                threading.Thread(target=self._take_up, args=(run,), daemon=True).start()
            elif killed and ticket.tries > 0:
                self._try_again(ticket, run)
            elif failed := run or self._left_over(ticket.run):
                state = failed.written_state()
                if state.active and state.in_slot:
                    failed.write_state(state.abandoned(why))

    def _try_again(self, ticket: _Ticket, run: RunFolder | None) -> None:
        """Give another ticket for one that was lost before its run, if any, began."""
        if run:
            self.submit(run.path, ticket.tries)
        else:
            self._send(ticket.run, ticket.tries)

    def _take_up(self, run: RunFolder) -> None:
        """Queue a run again, once its process has noticed that its slot is gone."""
        end = time.monotonic() + NOTICE_SECONDS
        with suppress(InputError):
            while run.written_state().owner.is_alive() and time.monotonic() < end:
                time.sleep(POLL_SECONDS)
            queue.take_up(self, run)

    def _left_over(self, run: RunFolder) -> RunFolder | None:
        """The run that waits for a ticket that is lost: the one it was made for, or another."""
        waiting = tickets.waiting(run.path.parent, self._queue)
        return run if run in waiting else next(iter(waiting), None)
