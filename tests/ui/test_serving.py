"""What the server does beside serving pages, in this process: its engine, and its end."""

import asyncio
import socket
from types import SimpleNamespace

import pytest

from cnnviz.ui import caches, serving
from tests.event_loop import run


class Engine:
    """Takes note of what it is asked."""

    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def engine(monkeypatch, tmp_path) -> Engine:
    engine = Engine()
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setattr(caches, "engine", lambda: engine)
    monkeypatch.setattr(serving, "_end_with_grace", lambda server, engine: None)
    return engine


def test_the_engine_is_closed_once_the_server_has_ended(engine):
    async def serve() -> int:
        async with serving.lifespan(None):
            return engine.closed

    assert run(serve()) == 0
    assert engine.closed == 1


def test_a_home_that_cannot_be_used_is_named_on_standard_error(engine, monkeypatch, capsys):
    monkeypatch.setenv("CNNVIZ_HOME", "/proc/no-such-home")

    async def serve() -> None:
        async with serving.lifespan(None):
            pass

    run(serve())
    assert "/proc/no-such-home (CNNVIZ_HOME)" in capsys.readouterr().err


def test_it_goes_on_looking_after_a_look_that_failed(engine, monkeypatch):
    looked = []

    def look(given) -> None:
        looked.append(given)
        if len(looked) == 1:
            raise RuntimeError("once")

    monkeypatch.setattr(serving, "CHECK_SECONDS", 0)
    monkeypatch.setattr(serving.watch, "look", look)
    monkeypatch.setattr(serving.queue, "resume", lambda engine: [])

    async def serve() -> None:
        async with serving.lifespan(None):
            while len(looked) < 3:
                await asyncio.sleep(0)

    run(serve())
    assert looked[:3] == [engine] * 3


def test_connections_send_small_messages_without_waiting_for_an_acknowledgement():
    async def accepted() -> int:
        option = asyncio.get_running_loop().create_future()

        def connected(reader, writer) -> None:
            connection = writer.get_extra_info("socket")
            option.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        bound = socket.socket()  # names no protocol, as Streamlit binds it
        bound.bind(("127.0.0.1", 0))
        async with await asyncio.start_server(connected, sock=bound) as listening:
            await serving.send_at_once(SimpleNamespace(started=True, servers=[listening]))
            _, writer = await asyncio.open_connection(*bound.getsockname())
            result = await option
            writer.close()
        return result

    assert run(accepted())
