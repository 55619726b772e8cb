"""Matrices, stacks of layers and links, as nobody types them."""

from collections.abc import Iterator
from functools import partial

from tests.hostile.readers import READ, Bad

MATRICES = {
    "nothing": ("", "."),
    "words": ("one two", "."),
    "a program": ("__import__('os').system('id')", "."),
    "200,001 characters": ("1 " * 100_001, "at most 200,000 characters"),
    "100,000 brackets": ("[" * 100_000, "."),
    "brackets that close first": ("]]][[[", "."),
    "100,000 slashes": ("/" * 100_000, "."),
    "a fraction by zero": ("1/0", "."),
    "a number of 100,000 digits": ("9" * 100_000, "."),
    "a letter after 100,000 digits": ("9" * 100_000 + "x", "."),
    "a letter after 100,000 digits and a point": ("1." + "9" * 100_000 + "x", "."),
    "1e400": ("1e400", "."),
    "infinity": ("inf", "."),
    "no number": ("nan 1", "."),
    "rows that differ": ("1 2\n3", "."),
    "5 axes": ("[[[[[1]]]]]", READ),
    "three dots": ("1 2 ... 9", "left out"),
    "nul": ("1\x002", "."),
    "surrogates": (b"\xff\xfe1 2".decode("utf-8", "surrogateescape"), "."),
    "digits of another script": ("\u0661 \u0662", READ),
    "superscripts": ("1\u00b2", "."),
    "a formula": ("=1+1", "."),
    "markup": ("<script>1</script>", "."),
    "LaTeX that never ends": ("\\begin{pmatrix}" * 5_000, "."),
    "underscores": ("1_000", "."),
    "hexadecimal": ("0x10", "."),
    "an expression": ("2**2", "."),
    "100,000 minus signs": ("-" * 100_000, "."),
    "a long minus": ("\u22121 2", READ),
    "no order of brackets": ("[(1, 2), (3, 4)]", READ),
    "a matrix of MATLAB": ("[1 2; 3 4]", READ),
}
STACKS = {
    "nothing": ("", READ),
    "words": ("please hack", "."),
    "a program": ("__import__('os').system('id')", "."),
    "a call of os": ("os.system('id')", "."),
    "a lambda": ("Lambda(lambda x: x)", "."),
    "6,001 characters": ("conv 3 " * 1000, "."),
    "101 layers": (", ".join(["relu"] * 101), "at most 100 layers"),
    "1,000 brackets": ("Conv2D(" + "(" * 1000, "."),
    "10^400 filters": ("conv " + "9" * 400, "."),
    "a text that never ends": ('Conv2D(4, 3, activation="relu', "."),
    "keywords that are calls": ("Conv2D(filters=eval('1'), kernel_size=3)", "."),
    "a star": ("Conv2D(*args)", "."),
    "two stars": ("Conv2D(**{'filters': 3})", "."),
    "a format": ("conv %s {0.__class__}", "."),
    "markup": ("<img src=x onerror=alert(1)>", "."),
    "nul": ("conv\x003", "."),
    "surrogates": (b"\xff conv 3".decode("utf-8", "surrogateescape"), READ),
    "1,000 commas": ("," * 1000, READ),
    "arrows alone": ("->" * 1000, READ),
    "a comment": ("# conv 3", READ),
    "an attribute": ("Conv2D.__init__.__globals__", "."),
    "a comprehension": ("[x for x in range(10**9)]", "."),
    "a power": ("Dense(9**9**9)", "."),
    "minus one": ("Dense(-1)", READ),  # the table of costs says why it does not fit
    "an ordinary one": ("conv 32 3x3 same relu, max pool 2, flatten", READ),
}
LINKS = {
    "nothing": ("", READ),
    "a path": ("../../etc/passwd", "."),
    "a run's path": ("first/../../x", "."),
    "a run's hidden folder": (".part-1", "."),
    "two dots": ("..", READ),
    "a script": ("javascript:alert(1)", "."),
    "markup": ("<script>alert(1)</script>", "."),
    "a template": ("{{7*7}}", "."),
    "nul": ("a\0b", "."),
    "surrogates": (b"\xff\xfe".decode("utf-8", "surrogateescape"), "."),
    "a line break": ("a\r\nSet-Cookie: b=c", "."),
    "100,000 characters": ("a" * 100_000, "."),
    "infinity": ("inf", "."),
    "1e309": ("1e309", "."),
    "10,000 digits": ("9" * 10_000, READ),
    "a letter after 100,000 digits": ("9" * 100_000 + "x", "."),
    "100,000 semicolons": (";" * 100_000, READ),
    "100,000 slashes": ("/" * 100_000, READ),
    "a kernel of one row of 10,000": (",".join("1" * 10_000), READ),
    "a drawing off the pad": ("----.", "."),
    "a drawing without its end": ("0000", READ),
    "a name of another script": ("\u0440un", "."),
    "a kernel": ("1,0;0,-1", READ),
    "a drawing": ("0000.", READ),
}


def bad() -> Iterator[Bad]:
    """All of them."""
    for kind, cases in (("matrix", MATRICES), ("stack", STACKS), ("link", LINKS)):
        for name, (text, answer) in cases.items():
            content = text.encode("utf-8", "surrogateescape")
            yield Bad(kind, name, partial(bytes, content), answer)
