"""The files of a deployment agree with the code and with each other."""

import re
import shutil
import subprocess
import tomllib
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

import pytest
import yaml

from cnnviz.utils import paths
from tests.deploy.processes import DEPLOY, nginx_settings

DOCKERFILE = (paths.ROOT / "Dockerfile").read_text("utf-8")
COMPOSE = sorted((DEPLOY / "compose").glob("*.yaml"))
KUBERNETES = DEPLOY / "kubernetes" / "cnnviz.yaml"
# Read by Compose or nginx's image, not by cnnviz.
OTHERS = {"CNNVIZ_DATASETS", "CNNVIZ_MEMORY", "CNNVIZ_BACKUPS", "CNNVIZ_SERVERS"}
VARIABLE = re.compile(r"CNNVIZ_[A-Z_]+")
# What docs/deploy.md has an operator put into the checkout.
OPERATORS = (
    "keys/key.pem",
    "deploy/tls/privkey.pem",
    "deploy/compose/.env",
    "datasets/NEU-DET.zip",
    "cnnviz-20260101-030000.tar.gz",
)
# What a server reads beside the package.
SERVED = ("server.py", "app.py", "pages/home.py", "assets/icon.svg", ".streamlit/config.toml")


def services(path) -> dict[str, dict]:
    return yaml.safe_load(path.read_text("utf-8"))["services"]


def pods() -> dict[str, dict]:
    """The pod of each of Kubernetes's deployments and jobs, by its name."""
    found = {}
    for item in yaml.safe_load(KUBERNETES.read_text("utf-8"))["items"]:
        spec = item.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            found[item["metadata"]["name"]] = spec["template"]["spec"]
    return found


def test_every_variable_that_is_set_is_read_somewhere():
    set_here = [DOCKERFILE, *(path.read_text("utf-8") for path in [*COMPOSE, KUBERNETES])]
    code = "".join(path.read_text("utf-8") for path in (paths.ROOT / "cnnviz").rglob("*.py"))
    known = set(VARIABLE.findall(code)) | OTHERS
    assert set(VARIABLE.findall("".join(set_here))) - known == set()


def test_the_image_has_the_version_of_the_package():
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"ARG VERSION={project['version']}" in DOCKERFILE
    assert f"cnnviz:{project['version']}" in KUBERNETES.read_text("utf-8")


def test_the_image_is_built_alike_for_every_processor():
    assert not re.search(r"amd64|x86|arm64|aarch64|--platform", DOCKERFILE)


def test_our_code_is_the_image_s_last_layer_and_its_user_is_not_root():
    lines = [line for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
    assert lines[-1].startswith("COPY")
    assert "USER 1000:0" in lines
    assert "STOPSIGNAL SIGTERM" in lines


def is_sent(path: str) -> bool:
    """Whether Docker sends a file of the checkout to a build, by .dockerignore's last match."""
    names = [str(each) for each in (PurePosixPath(path), *PurePosixPath(path).parents)]
    sent = True
    for line in (paths.ROOT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        anywhere = "**/" in line
        found = any(
            fnmatchcase(PurePosixPath(name).name if anywhere else name, pattern)
            and (anywhere or name.count("/") == pattern.count("/"))
            for name in names
        )
        if found and not line.startswith("#"):
            sent = line.startswith("!")
    return sent


def test_what_an_operator_keeps_in_the_checkout_gets_into_no_image_and_no_commit():
    assert [path for path in OPERATORS if is_sent(path)] == []
    ignored = subprocess.run(
        ["git", "check-ignore", *OPERATORS[:4]],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ignored.returncode < 128:  # else a checkout without git
        assert ignored.stdout.split() == list(OPERATORS[:4])


def test_what_the_dockerfile_copies_is_there_and_sent():
    sources = [
        source
        for line in DOCKERFILE.splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
        if not source.startswith("--")
    ]
    assert "requirements.lock" in sources
    for source in [*sources, *SERVED, "models/mnist.keras"]:
        assert (paths.ROOT / source).exists(), source
        assert is_sent(source), source


def test_no_guide_names_the_teacher_s_variable_before_the_line_that_has_it():
    """``cnnviz hash-password`` prints "CNNVIZ_TEACHER=...", to be taken as it is."""
    guides = [*(paths.ROOT / "docs").glob("*.md"), DEPLOY / "kubernetes" / "README.md"]
    texts = [guide.read_text("utf-8") for guide in guides]
    assert any("$(python -m cnnviz hash-password)" in text for text in texts)
    assert not any(re.search(r"CNNVIZ_TEACHER=\S*\$\(", text) for text in texts)


def test_metrics_of_pods_are_closed_since_the_ingress_hands_all_paths_on():
    assert "CNNVIZ_METRICS" not in KUBERNETES.read_text("utf-8")


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.stem)
def test_containers_of_ours_can_write_to_their_volume_alone(path):
    for name, service in services(path).items():
        if service["image"] == "cnnviz":
            assert service["read_only"], name
            assert service["cap_drop"] == ["ALL"], name
            assert service["security_opt"] == ["no-new-privileges:true"], name


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.stem)
def test_what_containers_mount_is_there(path):
    for service in services(path).values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("../nginx"):
                assert (path.parent / source).is_file()


def test_pods_are_locked_and_share_the_home():
    for name, pod in pods().items():
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"], name
        assert container["securityContext"]["readOnlyRootFilesystem"], name
        mounts = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
        assert mounts["/var/lib/cnnviz"] == "home", name
        assert set(mounts.values()) == {volume["name"] for volume in pod["volumes"]}, name


def test_commands_of_containers_are_commands(capsys):
    from cnnviz.__main__ import _parser

    commands = [service.get("command") for path in COMPOSE for service in services(path).values()]
    commands += [pod["containers"][0].get("args") for pod in pods().values()]
    for command in filter(None, commands):
        arguments = command[command.index("cnnviz") + 1 :]
        assert _parser().parse_args(arguments).command == arguments[0]


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
@pytest.mark.parametrize(
    "servers",
    ["server 127.0.0.1:1;", "hash $visitor consistent; server 127.0.0.1:1; server 127.0.0.1:2;"],
)
def test_nginx_takes_its_settings(tmp_path, servers):
    settings = nginx_settings(tmp_path, servers, 18080, 18443)
    program = ["nginx", "-t", "-q", "-c", str(settings), "-p", str(tmp_path)]
    checked = subprocess.run(program, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
