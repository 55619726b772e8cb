"""The documentation's pages, and the code and the links that they hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cnnviz.utils import paths

DOCS = paths.ROOT / "docs"
APP = "http://localhost:8501/"
FENCE = re.compile(r"^( *)```+ *(\S*)[^\n]*\n(.*?)^\1```+ *$", re.MULTILINE | re.DOTALL)
APP_LINK = re.compile(rf"\]\(({re.escape(APP)}[^)\s]*)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its page, the line that it begins at, its language, its text."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.page.relative_to(paths.ROOT).as_posix()}:{self.line}"


def pages() -> list[Path]:
    """Everything that people read: the site's pages, and those at the top of the repository."""
    top = [paths.ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    return [*top, paths.ROOT / "deploy" / "kubernetes" / "README.md", *sorted(DOCS.rglob("*.md"))]


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, without the spaces that a list puts before them."""
    text = page.read_text("utf-8")
    for found in FENCE.finditer(text):
        spaces, language, content = found.groups()
        line = text.count("\n", 0, found.start()) + 1
        yield Block(page, line, language, re.sub(f"(?m)^{spaces}", "", content))


def shell(block: Block) -> str:
    """The commands of a block; of a console's, what follows its prompts."""
    if block.language == "bash":
        return block.text
    lines = block.text.splitlines()
    return "\n".join(line[2:] for line in lines if line.startswith("$ ")) + "\n"


def app_links(page: Path) -> list[str]:
    """The links of a page into the running app."""
    return APP_LINK.findall(page.read_text("utf-8"))
