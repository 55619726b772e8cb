"""A run as it trains, and any of its epochs again: curves, kernels, probes, matrix, feature maps.

The epoch that is shown is chosen in the browser, which has all it needs for that.
"""

from contextlib import suppress

import numpy as np
import streamlit as st

from cnnviz.classroom import belongings
from cnnviz.models import ModelInfo
from cnnviz.training import epoch_model
from cnnviz.training.config import RunConfig
from cnnviz.training.epoch_record import EpochRecord, Watched
from cnnviz.training.events import EventReader, History
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.ui import caches
from cnnviz.ui.components import epoch_maps, epoch_watch
from cnnviz.ui.components.frames import Frame, FrameFeed
from cnnviz.ui.components.learning_curves import CurveFeed, learning_curves
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _, current
from cnnviz.utils.text import sentence

WATCH_WIDTH = 330  # CSS pixels
NOT_YET = N_("Here the first layer's kernels and the probe images are shown once it trains.")
STEERABLE = ("running", "paused")


class Watching:
    """What one visitor was sent of a run; ``show`` sends what is new.

    Parameters
    ----------
    state : TrainerState
        The visit.
    run : RunFolder
        The run.
    """

    def __init__(self, state: TrainerState, run: RunFolder) -> None:
        self._state, self._run = state, run
        self._events: EventReader = run.events()
        self._watched: Watched | None = None
        self._curves = CurveFeed(f"{state.CURVES}_{run.id}", run.id, comes=state.started == run.id)
        state.started = ""
        self._frames: FrameFeed | None = None
        self._maps: FrameFeed | None = None
        self._info: ModelInfo | None = None
        self._pinned = 0
        self._listed_at, self._kept = ("", 0, False), list[int]()

    def read(self) -> History:
        """Read the events so far."""
        return self._events.read()

    def checkpoints(self, history: History) -> list[int]:
        """The epochs whose checkpoints were kept, listed anew once there is another."""
        newest = history.epochs[-1].epoch if history.epochs else 0
        at = self._stamp(), newest, self._run.checkpoint(newest).exists()
        if at != self._listed_at:
            self._listed_at, self._kept = at, self._run.checkpoints() if newest else []
        return self._kept

    def show(self, now: State, config: RunConfig, history: History) -> None:
        """Show the run, or send what has been recorded since the last call."""
        with st.container(horizontal=True, gap="medium"):
            curves, watch = st.container(width="stretch"), st.container(width=WATCH_WIDTH)
        with curves:
            self._show_curves(now, config, history)
        self._watched = self._watched or self._run.records.watched()
        if self._watched is None:  # it has not begun, or is of an older version
            if now.active:
                watch.caption(_(NOT_YET))
            return
        with watch:
            self._show_epochs(self._watched, now, history)
        with curves:
            self._show_maps(self._watched, history)

    def _show_curves(self, now: State, config: RunConfig, history: History) -> None:
        totals = [act.value for act in history.acts if act.what == "epochs" and act.value]
        message = self._curves.message(
            history,
            self._stamp(),
            int(totals[-1]) if totals else config.total_epochs,
            ended=not now.active,
            steerable=now.status in STEERABLE and belongings.is_own(self._run.path),
        )
        asked = learning_curves(message, key=self._curves.key)
        for rate in asked.rates:
            try:
                self._run.request_rate(rate)
            except InputError as error:
                self._state.complaint = sentence(error)
        if asked.branch:
            self._state.branch_from = self._state.branch_from | {self._run.id: asked.branch}
            self._state.branch_opens = True
            st.rerun()  # the actions are a part of their own

    def _show_epochs(self, watched: Watched, now: State, history: History) -> None:
        files = self._run.records
        live = files.live(watched) if now.active else None
        if live and live.at < max((event.epoch for event in history.epochs[-1:]), default=0):
            live = None
        if self._frames is None:
            records = (files.read(event.epoch, watched) for event in history.epochs)
            newest = live or next(filter(None, records), None)
            if newest is None:
                if now.active:
                    st.caption(_(NOT_YET))
                return
            shape = newest.kernels.shape
            key = f"{self._state.WATCH}_{self._run.id}"
            self._frames = FrameFeed(
                key, self._run.id, lambda: epoch_watch.constant(watched, shape, self._pinned)
            )
        message = self._frames.message(
            (event.epoch for event in history.epochs),
            self._stamp(),
            lambda epoch: _frame(files.read(epoch, watched), watched),
            _frame(live, watched),
        )
        key = self._frames.key
        pinned = epoch_watch.epoch_watch(message, pinned=self._pinned, key=key)
        if pinned != self._pinned and pinned < len(watched.probes):
            self._pinned, self._maps = pinned, None

    def _show_maps(self, watched: Watched, history: History) -> None:
        """Show feature maps of the epochs whose checkpoints were kept."""
        if not len(watched.probes) or caches.engine().ensure_running() != "ready":
            return
        kept = self.checkpoints(history)
        if self._info is None and kept:
            with suppress(InputError):
                self._info = epoch_model.describe(self._run, kept[-1])
        info, probe = self._info, self._pinned
        if info is None or not epoch_maps.chosen(info.summaries):
            return
        if self._maps is None:
            truth = int(watched.labels[watched.probes[probe]])
            self._maps = FrameFeed(
                f"{self._state.MAPS}_{self._run.id}",
                self._run.id,
                lambda: epoch_maps.constant(info.summaries, info.classes, probe, truth),
            )
        message = self._maps.message(
            kept,
            f"{self._stamp()}/{probe}",
            lambda epoch: self._maps_of(epoch, info, probe, watched.pictures[probe]),
        )
        if epoch := epoch_maps.epoch_maps(message, key=self._maps.key):
            link = {FeatureMapsState.MODEL: epoch_model.name_of(self._run.id, epoch)}
            st.switch_page("pages/feature_maps.py", query_params=link)

    def _maps_of(
        self, epoch: int, info: ModelInfo, probe: int, picture: np.ndarray
    ) -> Frame | None:
        path = self._run.checkpoint(epoch)
        try:
            modified = path.stat().st_mtime_ns
            return caches.epoch_maps(str(path), modified, probe, picture, info)
        except (InputError, EngineError, OSError):
            return None

    def _stamp(self) -> str:
        """Another text where the run was set back, which replaces its events, or the language."""
        try:
            return f"{(self._run.path / 'events.jsonl').stat().st_ino} {current()}"
        except OSError:
            return current()


def _frame(record: EpochRecord | None, watched: Watched) -> Frame | None:
    return None if record is None else epoch_watch.frame(record, watched)
