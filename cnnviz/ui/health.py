"""What the server tells of its health: web, engine and disk, each for itself.

``/health`` answers 200 where all three are well or the engine still starts, else 503, with JSON in
either case; ``/health/web`` answers 200 as long as the web process answers at all. Both are found
with the app's base path before them, and without.
"""

import asyncio
import threading
import time
from dataclasses import dataclass
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from cnnviz.engine import Engine
from cnnviz.utils import home_folder, version

CHECK_SECONDS = 10
WAIT_SECONDS = 2  # for a look, before what is known is told
NOT_KEPT = {"Cache-Control": "no-store"}
ENGINE_STATES = {"starting": "starting", "ready": "ok", "failed": "failed"}


@dataclass(frozen=True)
class Health:
    """The health of a server's parts when they were last looked at.

    Attributes
    ----------
    engine, disk : str
        "ok" or "failed"; an engine may be "starting", too.
    engine_reason, disk_reason : str
        Why one has failed, in a sentence; "" where it has not.
    free_bytes : int
        Left on the disk of the app's folder.
    """

    engine: str = "starting"
    engine_reason: str = ""
    disk: str = "ok"
    disk_reason: str = ""
    free_bytes: int = 0

    @property
    def is_good(self) -> bool:
        """Whether nothing has failed."""
        return "failed" not in (self.engine, self.disk)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "version": version.installed(),
            "web": {"status": "ok"},
            "engine": {"status": self.engine, "reason": self.engine_reason},
            "disk": {
                "status": self.disk,
                "reason": self.disk_reason,
                "free_bytes": self.free_bytes,
            },
        }


def look(engine: Engine) -> Health:
    """Look at the engine, which is started again where it has ended, and write to the disk."""
    state, problem = engine.ensure_running(), home_folder.problem()
    return Health(
        engine=ENGINE_STATES[state],
        engine_reason=engine.reason if state == "failed" else "",
        disk="failed" if problem else "ok",
        disk_reason=problem,
        free_bytes=home_folder.free_bytes(),
    )


class Watch:
    """The server's health, looked at in a thread of its own: a slow disk delays no answer."""

    def __init__(self) -> None:
        self.seen = Health()
        self._looked_at = 0.0
        self._looking = threading.Lock()

    async def now(self, engine: Engine) -> Health:
        """Return the health of a few seconds ago at most, or what is known if that takes long."""
        if time.monotonic() - self._looked_at > CHECK_SECONDS or self.seen.engine != "ok":
            await asyncio.wait(
                {asyncio.ensure_future(asyncio.to_thread(self.look, engine))}, timeout=WAIT_SECONDS
            )
        return self.seen

    def look(self, engine: Engine) -> Health:
        """Look at it now, unless another thread does."""
        if self._looking.acquire(blocking=False):
            try:
                self.seen, self._looked_at = look(engine), time.monotonic()
            finally:
                self._looking.release()
        return self.seen


watch = Watch()


def routes() -> list[Route]:
    """Return the addresses, with and without the base path that Streamlit is given."""
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    prefixes = ("", f"/{base}") if base else ("",)
    found = {"/health": whole, "/health/web": web}
    return [Route(prefix + path, answer) for prefix in prefixes for path, answer in found.items()]


async def whole(request: Request) -> JSONResponse:
    """Answer for web, engine and disk."""
    from cnnviz.ui import caches  # whose caches look for Streamlit's runtime

    health = await watch.now(caches.engine())
    return JSONResponse(health.to_json(), 200 if health.is_good else 503, headers=NOT_KEPT)


async def web(request: Request) -> JSONResponse:
    """Answer for the web process alone."""
    return JSONResponse({"version": version.installed(), "web": {"status": "ok"}}, headers=NOT_KEPT)
