"""Numbers, sizes and sentences as the app writes them: the only formatter of each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cnnviz.utils.language import ENGLISH, N_, _, _n, current
from cnnviz.utils.local_numbers import local_date, localised

Pair = tuple[int, int]

MINUS = "\N{MINUS SIGN}"
UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
EXACT_BELOW = 10_000
SIZED = {  # how other languages than English write a noun with its size
    "kernel": N_("a kernel of {size}"),
    "window": N_("a window of {size}"),
    "input": N_("an input of {size}"),
}


@dataclass(frozen=True)
class Figure:
    """A number shown large: its name, its rounded value, and the exact value with its unit."""

    name: str
    value: str
    detail: str


# Sentences.


def capital(text: str) -> str:
    """Capitalise the first letter and leave the rest unchanged.

    Parameters
    ----------
    text : str
        May be empty.

    Returns
    -------
    str
        The text.

    Examples
    --------
    >>> capital("leaky ReLU")
    'Leaky ReLU'
    """
    return text[:1].upper() + text[1:]


def sentence(error: Exception | str) -> str:
    """Write a message as a sentence: a capital letter first, a full stop or question mark last.

    Parameters
    ----------
    error : Exception or str
        The message. One that begins with a file name keeps its first letter.

    Returns
    -------
    str
        The sentence.

    Examples
    --------
    >>> sentence("stride must be at least 1, got 0")
    'Stride must be at least 1, got 0.'
    >>> sentence("a/0.png: it is no image")
    'a/0.png: it is no image.'
    """
    text = str(error).rstrip(".")
    text += "" if text.endswith("?") else "."
    begins_with_file = "." in text.split(":")[0] and ":" in text
    return text if begins_with_file else capital(text)


def all_of(names: Sequence[str]) -> str:
    """Write names with "and" between them.

    Parameters
    ----------
    names : sequence of str
        At least one.

    Returns
    -------
    str

    Examples
    --------
    >>> all_of(["a", "b", "c"])
    'a and b and c'
    """
    text = names[0]
    for name in names[1:]:
        text = _("{first} and {last}", first=text, last=name)
    return text


def article(word: str) -> str:
    """Choose the indefinite article of a word or a number.

    Parameters
    ----------
    word : str
        A word in lower case, or the digits of a number; not empty.

    Returns
    -------
    str
        "a" or "an".

    Examples
    --------
    >>> [f"{article(word)} {word}" for word in ("5", "8", "input", "kernel")]
    ['a 5', 'an 8', 'an input', 'a kernel']
    """
    return "an" if word[0] in "aeio8" or word in ("11", "18") else "a"


def plural(number: int, noun: str) -> str:
    """Write a count with its noun.

    Parameters
    ----------
    number : int
        The count, at least 0.
    noun : str
        In the singular; one of ``nouns.NOUNS``, or it is not translated. Its plural ends in "s".

    Returns
    -------
    str
        With a sign between thousands.

    Examples
    --------
    >>> plural(1, "run"), plural(3000, "run")
    ('1 run', '3,000 runs')
    """
    return _n(f"{{count:,}} {noun}", f"{{count:,}} {noun}s", number)


# Numbers.


def _local(text: str) -> str:
    return localised(text, current())


def separators() -> str:
    """Return the signs of the page's language for decimals and between thousands, for charts.

    Returns
    -------
    str
        Two signs.

    Examples
    --------
    >>> separators()
    '.,'
    """
    return _local(".,")


def grouped(count: int) -> str:
    """Write a whole number with signs between thousands.

    Parameters
    ----------
    count : int

    Returns
    -------
    str

    Examples
    --------
    >>> grouped(3000)
    '3,000'
    """
    return _local(minus(f"{count:,}"))


def fixed(value: float, decimals: int) -> str:
    """Write a number with so many decimals.

    Parameters
    ----------
    value : float
    decimals : int

    Returns
    -------
    str

    Examples
    --------
    >>> fixed(0.1, 4), fixed(-2.25, 1)
    ('0.1000', '−2.2')
    """
    return _local(minus(f"{value:,.{decimals}f}"))


def exact(value: float) -> str:
    """Write a number to ten digits, as the tooltip of a rounded one has it.

    Parameters
    ----------
    value : float

    Returns
    -------
    str

    Examples
    --------
    >>> exact(0.0625), exact(1234)
    ('0.0625', '1,234')
    """
    return _local(minus(f"{value:,.10g}"))


def minus(text: str) -> str:
    """Replace each hyphen of a written number by a minus sign.

    Parameters
    ----------
    text : str
        The number, as Python formats it.

    Returns
    -------
    str
        The number with "−", U+2212.

    Examples
    --------
    >>> minus("-0.5")
    '−0.5'
    """
    return text.replace("-", MINUS)


def number(value: float) -> str:
    """Write a value for a table cell: integers exactly, others with two decimals.

    Parameters
    ----------
    value : float
        Finite. Below 0.005 or from 100,000 in magnitude it is written as a power of ten.

    Returns
    -------
    str
        With a minus sign, U+2212, where it is negative.

    Examples
    --------
    >>> number(3), number(-0.125), number(0.0003)
    ('3', '−0.12', '3e−4')
    """
    magnitude = abs(value)
    if 0 < magnitude < 0.005 or magnitude >= 1e5:
        return minus(f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e"))
    return _local(minus(f"{value:.0f}" if float(value).is_integer() else f"{value:.2f}"))


def percent(share: float, digits: int = 1) -> str:
    """Write a share as a percentage.

    Parameters
    ----------
    share : float
        Usually in [0, 1].
    digits : int
        Decimals of the percentage.

    Returns
    -------
    str
        The percentage, a space and the sign.

    Examples
    --------
    >>> percent(0.937)
    '93.7 %'
    """
    return _local(minus(f"{share * 100:.{digits}f} %"))


def probability(share: float) -> str:
    """Write a network's probability: never as 0 or 100 %, which softmax does not reach.

    Parameters
    ----------
    share : float
        In [0, 1].

    Returns
    -------
    str
        A percentage with one decimal, or on which side of the nearest one it is.

    Examples
    --------
    >>> probability(0.25), probability(0.0004), probability(1.0)
    ('25.0 %', '< 0.1 %', '> 99.9 %')
    """
    if share >= 0.9995:
        return _local("> 99.9 %")
    return _local("< 0.1 %") if share < 0.0005 else percent(share)


def compact(count: float) -> str:
    """Write a large count to three digits, one below 10,000 exactly.

    Parameters
    ----------
    count : float
        At least 0.

    Returns
    -------
    str
        With k, M, G or T for thousands, millions and so on.

    Examples
    --------
    >>> compact(138_357_544), compact(9_408)
    ('138 M', '9,408')
    """
    if count < EXACT_BELOW:
        return _local(f"{count:,.0f}")
    size, unit = next(each for each in UNITS if count >= 0.9995 * each[0])
    value = count / size
    decimals = 2 - min(len(str(int(value + 0.5))) - 1, 2)
    return _local(f"{value:.{decimals}f} {unit}")


def memory(count: int) -> str:
    """Write a number of bytes in powers of 1000.

    Parameters
    ----------
    count : int
        Bytes, at least 0.

    Returns
    -------
    str
        In B, kB, MB, GB or TB; three digits, exact below 10,000 B.
    """
    text = compact(count)
    return f"{text} B" if count < EXACT_BELOW else f"{text}B"


def duration(seconds: float) -> str:
    """Write a time span.

    Parameters
    ----------
    seconds : float
        At least 0; rounded to whole seconds.

    Returns
    -------
    str
        Hours carry minutes, minutes carry seconds.

    Examples
    --------
    >>> duration(7.6), duration(125), duration(4350)
    ('8 s', '2 min 05 s', '1 h 12 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


def rough_duration(seconds: float) -> str:
    """Write an estimated time span: from two minutes on in whole minutes.

    Parameters
    ----------
    seconds : float
        At least 0.

    Returns
    -------
    str
        Shorter than that of ``duration`` where the seconds would say nothing.

    Examples
    --------
    >>> rough_duration(47.6), rough_duration(475), rough_duration(4350)
    ('48 s', '8 min', '1 h 12 min')
    """
    return f"{round(seconds / 60)} min" if 120 <= seconds < 3570 else duration(seconds)


def day_of(moment: datetime) -> str:
    """Write a day of this year.

    Parameters
    ----------
    moment : datetime
        In the time zone that it is read in.

    Returns
    -------
    str

    Examples
    --------
    >>> day_of(datetime(2026, 3, 9))
    '9 Mar'
    """
    if current() == ENGLISH:
        return f"{moment.day} {moment:%b}"
    return local_date(moment, current(), "dMMM")


def day_and_time(moment: datetime) -> str:
    """Write a day of this year, and the time.

    Parameters
    ----------
    moment : datetime
        In the time zone that it is read in.

    Returns
    -------
    str

    Examples
    --------
    >>> day_and_time(datetime(2026, 3, 9, 14, 5))
    '9 Mar 14:05'
    """
    return f"{day_of(moment)} {moment:%H:%M}"


# Sizes.


def natural(name: str) -> list[tuple[int, str]]:
    """Return a sort key that puts crazing_9 before crazing_10.

    Parameters
    ----------
    name : str
        Any text.

    Returns
    -------
    list of (int, str)
        Text and numbers in turn; a number compares by its length first.

    Examples
    --------
    >>> sorted(["crazing_10", "crazing_9"], key=natural)
    ['crazing_9', 'crazing_10']
    """
    parts = re.split(r"([0-9]+)", name)  # text and digits in turn
    parts[1::2] = [digits.lstrip("0") for digits in parts[1::2]]
    return [(len(part) * (turn % 2), part) for turn, part in enumerate(parts)] + [(0, name)]


def times(sizes: tuple[int, ...]) -> str:
    """Write sizes with multiplication signs between them.

    Parameters
    ----------
    sizes : tuple of int
        At least one.

    Returns
    -------
    str
        With a sign between thousands.

    Examples
    --------
    >>> times((28, 28, 32))
    '28 × 28 × 32'
    """
    return " × ".join(_local(f"{size:,}") for size in sizes)


def either(pair: Pair) -> str:
    """Write a pair as one number where both agree.

    Parameters
    ----------
    pair : (int, int)
        Height and width.

    Returns
    -------
    str
        "3", or "3 × 5".

    Examples
    --------
    >>> either((3, 3)), either((3, 5))
    ('3', '3 × 5')
    """
    return str(pair[0]) if pair[0] == pair[1] else times(pair)


def measure(pair: Pair, dims: int) -> str:
    """Write the size of a window in one or two dimensions.

    Parameters
    ----------
    pair : (int, int)
        Height and width; only the width counts in one dimension.
    dims : int
        1 or 2.

    Returns
    -------
    str
        "5", or "3 × 5".
    """
    return str(pair[1]) if dims == 1 else times(pair)


def sized(noun: str, pair: Pair, dims: int) -> str:
    """Write a noun with its article and size.

    Parameters
    ----------
    noun : str
        In the singular; one of ``SIZED``.
    pair : (int, int)
        Height and width; only the width counts in one dimension.
    dims : int
        1 or 2.

    Returns
    -------
    str
        The phrase.

    Examples
    --------
    >>> sized("kernel", (3, 5), 2), sized("kernel", (1, 5), 1)
    ('a 3 × 5 kernel', 'a kernel of 5')
    """
    if current() != ENGLISH:
        return _(SIZED[noun], size=measure(pair, dims))
    if dims == 1:
        return f"{article(noun)} {noun} of {pair[1]}"
    return f"{article(str(pair[0]))} {times(pair)} {noun}"
