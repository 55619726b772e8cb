"""A visitor without a browser: speaks Streamlit's protocol over the real websocket.

Sixty browsers do not fit beside the server that they visit; sixty of these do. What a page shows
is known by the keys of its widgets and components; what a browser would only draw is dropped.
"""

import asyncio
import json
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from uuid import uuid4

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 60.0  # seconds that an answer may take
XSRF = "_streamlit_xsrf"
Value = bool | int | float | str | list[str] | Mapping[str, object]


@dataclass
class Widget:
    """A widget or component that a page shows: its id, and the fragment that it runs.

    ``data`` is what a component is shown, as JSON, and ``packed`` the same in bytes; both are empty
    where that has another form.
    """

    id: str
    kind: str
    fragment: str
    label: str
    data: str = ""
    packed: bytes = b""


@dataclass
class Visitor:
    """One tab. ``errors`` are the exception boxes that it has been shown."""

    address: str
    socket: ClientConnection
    cookies: str
    token: str
    widgets: dict[str, Widget] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    received: int = 0  # bytes
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _page: str = ""
    query: str = ""
    _session: str = ""
    _busy: bool = False  # another run follows at once
    _begun: set[str] = field(default_factory=set)
    _finished: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    _uploads: dict[str, tuple[str, str]] = field(default_factory=dict)
    _timers: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __post_init__(self) -> None:
        self._listening = asyncio.create_task(self._listen())

    async def open(self, page: str = "", query: str = "") -> float:
        """Go to a page by its address; return the seconds until its script has run."""
        self._forget_timers()
        self.widgets, self._states, self.query = {}, {}, query
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        return await self._run(message, None)

    async def change(self, key: str, value: Value) -> float:
        """Give a widget or component a value; return the seconds until its script has run.

        A component takes a mapping of its states, a button takes True.

        Raises
        ------
        KeyError
            If the page shows no such widget.
        TimeoutError
            If the page has not answered after a minute.
        """
        widget = self.widgets[key]
        state = _state(widget, value)
        if state.WhichOneof("value") == "trigger_value":
            return await self._rerun(widget.fragment, state)
        self._states[widget.id] = state
        return await self._rerun(widget.fragment)

    def enter(self, key: str, value: Value) -> None:
        """Give a widget of a form a value, which is sent with whatever comes next."""
        widget = self.widgets[key]
        self._states[widget.id] = _state(widget, value)

    async def upload(self, key: str, name: str, data: bytes) -> float:
        """Give a file uploader a file; return the seconds until the page has read it."""
        began, request = time.perf_counter(), uuid4().hex
        message = BackMsg()
        message.file_urls_request.request_id = request
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = self._session
        await self.socket.send(message.SerializeToString())
        await self._until(lambda: request in self._uploads)
        file_id, url = self._uploads.pop(request)
        await asyncio.to_thread(self._put, url, name, data)
        widget = self.widgets[key]
        state = WidgetState(id=widget.id)
        file = state.file_uploader_state_value.uploaded_file_info.add()
        file.name, file.size, file.file_id = name, len(data), file_id
        file.file_urls.file_id, file.file_urls.upload_url = file_id, url
        self._states[widget.id] = state
        await self._rerun(widget.fragment)
        return time.perf_counter() - began

    async def post(self, path: str, body: bytes) -> float:
        """Send a request beside the page, as a component does; the seconds until its answer."""
        request = urllib.request.Request(self.address + path, body, {"Cookie": self.cookies})
        began = time.perf_counter()
        await asyncio.to_thread(lambda: urllib.request.urlopen(request, timeout=PATIENCE).read())
        return time.perf_counter() - began

    def stop_reading(self) -> None:
        """From now on leave all messages of the server in the network."""
        self._forget_timers()
        self._listening.cancel()

    async def ask(self) -> None:
        """Have the page run, and do not wait for it."""
        message = BackMsg()
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.query_string = self.query
        await self.socket.send(message.SerializeToString())

    def _put(self, url: str, name: str, data: bytes) -> None:
        boundary = uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        body = f"{head}Content-Type: application/octet-stream\r\n\r\n".encode()
        request = urllib.request.Request(
            self.address + url, body + data + f"\r\n--{boundary}--\r\n".encode(), method="PUT"
        )
        request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        request.add_header("Cookie", self.cookies)
        request.add_header("X-Xsrftoken", self.token)
        urllib.request.urlopen(request, timeout=PATIENCE).close()

    async def _rerun(self, fragment: str, trigger: WidgetState | None = None) -> float:
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.query_string = self.query
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.widget_states.widgets.extend(self._states.values())
        if trigger is not None:
            message.rerun_script.widget_states.widgets.append(trigger)
        return await self._run(message, fragment or None)

    async def _run(self, message: BackMsg, fragment: str | None) -> float:
        """Send it, wait for a run that began afterwards and shows the fragment or all."""
        message.rerun_script.context_info.url = self.address
        message.rerun_script.context_info.timezone = "UTC"
        before, began = set(self._begun), time.perf_counter()
        self._finished.clear()
        await self.socket.send(message.SerializeToString())
        await self._until(
            lambda: (
                not self._busy
                and any(
                    run not in before and (not shown or fragment in shown)
                    for run, shown in self._finished
                )
            )
        )
        return time.perf_counter() - began

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(holds), PATIENCE)

    async def _listen(self) -> None:
        async for data in self.socket:
            self.received += len(data)
            message = ForwardMsg()
            message.ParseFromString(data)
            async with self._news:
                self._read(message)
                self._news.notify_all()

    def _read(self, message: ForwardMsg) -> None:
        run = message.metadata.run
        match message.WhichOneof("type"):
            case "new_session":
                self._begun.add(run.script_run_id)
                self._session = message.new_session.initialize.session_id
                self._page = message.new_session.page_script_hash
            case "navigation":
                self._page = message.navigation.page_script_hash
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "delta" if message.delta.HasField("new_element"):
                self._see(message.delta.new_element, message.delta.fragment_id)
            case "auto_rerun":
                self._repeat(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                self._forget_timers()
            case "file_urls_response":
                answer = message.file_urls_response
                urls = answer.file_urls[0]
                self._uploads[answer.response_id] = (urls.file_id, urls.upload_url)
            case "script_finished":
                self._finished.append((run.script_run_id, frozenset(run.fragment_ids)))
                self._busy = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _see(self, element: Element, fragment: str) -> None:
        kind = element.WhichOneof("type") or ""
        shown = getattr(element, kind, None)
        if kind == "exception":
            self.errors.append(f"{element.exception.type}: {element.exception.message}")
        identity = getattr(shown, "id", "")
        if identity.startswith("$$ID-"):
            key = identity.split("-", 2)[2].partition("#")[0]
            label = getattr(shown, "label", "")
            name = label if key == "None" else key
            data, packed = getattr(shown, "json", ""), getattr(shown, "bytes", b"")
            self.widgets[name] = Widget(identity, kind, fragment, label, data, packed)

    def _repeat(self, fragment: str, seconds: float) -> None:
        """Run a fragment again and again, as a browser does where the page asks for it."""
        if fragment in self._timers:
            return

        async def run() -> None:
            while True:
                await asyncio.sleep(seconds)
                message = BackMsg()
                message.rerun_script.fragment_id = fragment
                message.rerun_script.is_auto_rerun = True
                message.rerun_script.query_string = self.query
                message.rerun_script.page_script_hash = self._page
                message.rerun_script.widget_states.widgets.extend(self._states.values())
                message.rerun_script.context_info.url = self.address
                await self.socket.send(message.SerializeToString())

        self._timers[fragment] = asyncio.create_task(run())

    def _forget_timers(self) -> None:
        for task in self._timers.values():
            task.cancel()
        self._timers.clear()


@asynccontextmanager
async def visiting(address: str) -> AsyncIterator[Visitor]:
    """Come to an app by its address, stay for the block, and leave."""
    cookies = await asyncio.to_thread(_cookies, address)
    text = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
    token = cookies[XSRF].value if XSRF in cookies else ""
    async with connect(
        f"{address.replace('http', 'ws', 1)}/_stcore/stream",
        subprotocols=["streamlit"],
        additional_headers={"Cookie": text},
        origin=address,
        max_size=None,
    ) as socket:
        visitor = Visitor(address, socket, text, token)
        try:
            yield visitor
        finally:
            visitor.stop_reading()


def _cookies(address: str) -> SimpleCookie:
    """Load the app's first document and its health, as a browser does, for their cookies."""
    cookies = SimpleCookie()
    for path in ("/", "/_stcore/health"):
        with urllib.request.urlopen(address + path, timeout=PATIENCE) as reply:
            for line in reply.headers.get_all("Set-Cookie", []):
                cookies.load(line)
    return cookies


def _state(widget: Widget, value: Value) -> WidgetState:
    state = WidgetState(id=widget.id)
    if isinstance(value, Mapping):
        state.json_value = json.dumps(value)
    elif widget.kind in ("button", "download_button"):
        state.trigger_value = bool(value)
    elif isinstance(value, bool):
        state.bool_value = value
    elif isinstance(value, list):
        state.string_array_value.data.extend(value)
    elif widget.kind in ("slider",):
        state.double_array_value.data.append(float(value))
    elif isinstance(value, int):
        state.int_value = value
    elif isinstance(value, float):
        state.double_value = value
    else:
        state.string_value = value
    return state
