"""What axe-core finds on a page of WCAG 2.2, levels A and AA; ``npm ci`` installs it."""

import os
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from cnnviz.utils import paths

SCRIPT = paths.ROOT / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
RUN = """async (tags) => {
  const found = await axe.run(document, { runOnly: tags });
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html, failureSummary }) => ({
      rule: id, help, place: target.flat().join(" "), html, why: failureSummary })));
}"""


@dataclass(frozen=True)
class Violation:
    """A rule that an element breaks."""

    rule: str
    place: str
    html: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.place}\n  {self.html[:200]}\n  {self.why}"


def load(page: Page) -> None:
    """Have the pages of a tab hold axe from the next one on; their policy allows it no later."""
    if not SCRIPT.is_file():
        message = "no axe-core found: run npm ci"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    page.add_init_script(path=SCRIPT)


def violations(page: Page) -> list[Violation]:
    """Return what is wrong with the page as it is now, in our components, too."""
    found = page.evaluate(RUN, TAGS)
    return [Violation(each["rule"], each["place"], each["html"], each["why"]) for each in found]
