"""Submits runs to the training slots: a ticket for each, which a free slot trades for a run."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from distributed import Client, Future, KilledWorker, fire_and_forget

from cnnviz.engine.training_process import train_in_slot
from cnnviz.training import tickets
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import EngineError, InputError, reason

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

    def submit(self, run: RunFolder, tries: int = TRIES) -> None:
        """Queue a run; its folder holds everything that happens to it.

        Raises
        ------
        EngineError
            If its folder cannot be written.
        """
        try:
            tickets.put(run, self._queue)
        except OSError as error:
            if not run.is_run:  # it was deleted
                return
            raise EngineError(f"run {run.id} cannot be queued: {reason(error)}") from None
        self._send(run, tries)

    def _send(self, run: RunFolder, tries: int) -> None:
        """Give the workers one more ticket."""
        ticket = _Ticket(f"training-{run.id}-{uuid4().hex}", run, tries - 1)
        training = self._client.submit(
            train_in_slot,
            str(run.path.parent),
            self._queue,
            ticket.id,
            key=ticket.id,
            resources={"training": 1},
        )
        training.add_done_callback(partial(self._settle, ticket))
        fire_and_forget(training)

    def _settle(self, ticket: _Ticket, training: Future) -> None:
        """Give another ticket, or write a failure, where a slot could not finish what it took."""
        if training.status != "error":
            return
        again = isinstance(training.exception(), KilledWorker) and ticket.tries > 0
        run = tickets.taken_by(ticket.run.path.parent, ticket.id)
        with suppress(InputError, EngineError):  # the folder was deleted
            if run is not None and again and run.written_state().status == "queued":
                self.submit(run, ticket.tries)
            elif run is None and again:
                self._send(ticket.run, ticket.tries)
            elif failed := run or self._left_over(ticket.run):
                state = failed.written_state()
                if state.active and state.in_slot:
                    failed.write_state(state.abandoned("its training slot ended"))

    def _left_over(self, run: RunFolder) -> RunFolder | None:
        """The run that waits for a ticket that is lost: the one it was made for, or another."""
        waiting = tickets.waiting(run.path.parent, self._queue)
        return run if run in waiting else next(iter(waiting), None)
