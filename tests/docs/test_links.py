"""Links of the documentation lead somewhere: to files, to headings, to a room that opens."""

import re
from pathlib import Path

import pytest
import yaml

from cnnviz.utils import paths
from tests.docs.pages import DOCS, FENCE, pages

LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*?) *$", re.MULTILINE)
LAYER = re.compile(r'<tspan font-weight="600">(\w+)</tspan>')


def links(page: Path) -> list[str]:
    text = FENCE.sub("", page.read_text("utf-8"))
    return [link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link)]


def anchors(page: Path) -> set[str]:
    """A page's headings as the site, and the repository's host, name them in links."""
    names = HEADING.findall(FENCE.sub("", page.read_text("utf-8")))
    plain = (re.sub(r"[^\w\s-]", "", name).strip().lower() for name in names)
    return {re.sub(r"[-\s]+", "-", name) for name in plain}


@pytest.mark.parametrize("document", pages(), ids=lambda page: page.name)
def test_links_lead_to_files_and_headings(document):
    for link in links(document):
        file, _, anchor = link.partition("#")
        target = document.parent / file if file else document
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link
        if DOCS in document.parents:
            assert DOCS in target.resolve().parents, f"{link} is not part of the site"


def test_every_page_is_in_the_site_s_navigation():
    settings = (paths.ROOT / "mkdocs.yml").read_text("utf-8")
    listed = set(re.findall(r"[\w/-]+\.md", settings.partition("\nnav:")[2]))
    assert listed == {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}


def test_the_site_fetches_nothing():
    settings = yaml.safe_load((paths.ROOT / "mkdocs.yml").read_text("utf-8"))
    assert settings["theme"]["font"] is False
    assert not {"extra_javascript", "extra_css"} & settings.keys()
    assert "offline" not in settings["plugins"]  # it has pages load a script of unpkg.com
    for page in DOCS.rglob("*.md"):
        assert not re.search(r"!\[[^]]*\]\(https?:|<script", page.read_text("utf-8")), page.name


def test_the_drawing_of_the_packages_has_the_order_that_is_checked():
    contract = (paths.ROOT / "pyproject.toml").read_text("utf-8").partition("layers = [")[2]
    layers = re.findall(r"cnnviz\.([a-z]\w*)", contract.partition("]")[0])
    drawing = (DOCS / "pictures" / "packages.svg").read_text("utf-8")
    assert LAYER.findall(drawing) == layers
