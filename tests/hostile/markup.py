"""Texts that would become elements if they were written into a page as they are."""

from html.parser import HTMLParser

MARK = "x-evil"  # no element of ours is called so
PAYLOADS = (
    f"<{MARK}>",
    f"<{MARK} onclick=alert(1)>",
    f'"><{MARK}>',
    f"'><{MARK}>",
    f"--><{MARK}>",
    f"]]><{MARK}>",
    f"&lt;{MARK}&gt;<{MARK}>",
    f'" {MARK}=1 ',
    f"' {MARK}=1 ",
    f"<svg><{MARK}>",
    f"\u2028<{MARK}>",
)


class _Finder(HTMLParser):
    """Collects elements and attributes that a payload made."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == MARK or any(name == MARK for name, _ in attributes):
            self.found.append(self.get_starttag_text() or tag)


def elements_made(page: str) -> list[str]:
    """Elements that a page has because of a payload, or with an attribute of one."""
    finder = _Finder()
    finder.feed(page)
    finder.close()
    return finder.found
