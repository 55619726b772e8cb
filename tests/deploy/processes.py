"""The processes of a deployment, started here without containers: servers, workers, nginx."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cnnviz.utils import paths
from tests.waiting import wait_until

DEPLOY = paths.ROOT / "deploy"
TEMPLATE = DEPLOY / "nginx" / "class.conf.template"
START_SECONDS = 180
UNTRUSTED = ssl._create_unverified_context()
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "CNNVIZ_GPU": "0"}
# Around what the image nginx has in its own nginx.conf; all files in one folder.
MAIN = """\
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    log_format server '$cookie_cnnviz_server $upstream_addr';
    access_log {folder}/access.log server;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {server}
}}
"""


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def get(url: str, seconds: float = 10) -> tuple[int, str]:
    """Return status and text; 0 where nothing answers."""
    try:
        with urllib.request.urlopen(url, timeout=seconds, context=UNTRUSTED) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode("utf-8", "replace")
    except OSError:
        return 0, ""


@contextmanager
def web(home: Path, **environment: str) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """A web server on a port of its own below /lab, whose engine is up."""
    port = free_port()
    given = {"PORT": str(port), "ADDRESS": "127.0.0.1", "BASE_URL_PATH": "lab"}
    settings = {f"STREAMLIT_SERVER_{name}": value for name, value in given.items()}
    program = [sys.executable, "-m", "streamlit", "run", "server.py"]
    known = os.environ | QUIET | settings | {"CNNVIZ_HOME": str(home)} | environment
    health = f"http://127.0.0.1:{port}/lab/health"
    with (home / f"server-{port}.log").open("wb") as log:
        process = subprocess.Popen(program, cwd=paths.ROOT, env=known, stdout=log, stderr=log)
        try:
            wait_until(
                lambda: '"engine":{"status":"ok"' in get(health)[1], START_SECONDS, "it is up"
            )
            yield process, port
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def command(*arguments: str, says: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """A command of cnnviz that goes on, ready once it has said so; it is killed in the end."""
    program = [sys.executable, "-m", "cnnviz", *arguments]
    known = os.environ | QUIET | environment
    with subprocess.Popen(
        program, cwd=paths.ROOT, env=known, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            said = ""
            while says not in said:
                line = process.stderr.readline() if process.stderr else ""
                if not line:
                    raise AssertionError(said)
                said += line
            yield process
        finally:
            process.kill()


def nginx_settings(folder: Path, servers: str, http: int, https: int) -> Path:
    """Write nginx's settings as its image would, with a certificate of our own; return the file."""
    certificate = [str(DEPLOY / "certificate.sh"), "127.0.0.1", str(folder / "tls")]
    subprocess.run(certificate, check=True, stdout=subprocess.DEVNULL)
    server = TEMPLATE.read_text("utf-8").replace("${CNNVIZ_SERVERS}", servers)
    for there, here in (("8080", http), ("8443", https), ("/etc/nginx/tls", folder / "tls")):
        server = server.replace(there, str(here))
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(MAIN.format(user=user, folder=folder, server=server), "utf-8")
    return file


@contextmanager
def nginx(folder: Path, ports: Sequence[int]) -> Iterator[str]:
    """Nginx in front of web servers; yields the address of the app, with TLS."""
    names = " ".join(f"server 127.0.0.1:{port};" for port in ports)
    servers = f"hash $visitor consistent; {names}" if len(ports) > 1 else names
    https = free_port()
    settings = nginx_settings(folder, servers, free_port(), https)
    program = [shutil.which("nginx") or "nginx", "-c", str(settings), "-p", str(folder)]
    with subprocess.Popen([*program, "-g", "daemon off;"]) as process:
        try:
            address = f"https://127.0.0.1:{https}/lab/"
            wait_until(lambda: get(address)[0] == 200, 60, "nginx answers")
            yield address
        finally:
            process.terminate()
