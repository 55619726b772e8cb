"""Numbers, sizes and sentences as the app writes them: the only formatter of each."""

from dataclasses import dataclass

Pair = tuple[int, int]

MINUS = "\N{MINUS SIGN}"
UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
EXACT_BELOW = 10_000


@dataclass(frozen=True)
class Figure:
    """A number shown large: its name, its rounded value, and the exact value with its unit."""

    name: str
    value: str
    detail: str


# Sentences.


def capital(text: str) -> str:
    """Return ``text`` with its first letter in upper case and the rest unchanged."""
    return text[:1].upper() + text[1:]


def sentence(error: Exception | str) -> str:
    """Return a message as a sentence: a capital letter first, a full stop or question mark last.

    A message that begins with a file name keeps it as it is: "a/0.png: it is no image."
    """
    text = str(error).rstrip(".")
    text += "" if text.endswith("?") else "."
    begins_with_file = "." in text.split(":")[0] and ":" in text
    return text if begins_with_file else capital(text)


def article(word: str) -> str:
    """Return the indefinite article for a word or a number: "a 5", "an 8", "an input"."""
    return "an" if word[0] in "aeio8" or word in ("11", "18") else "a"


def plural(number: int, noun: str) -> str:
    """Write a count with its noun: 1, "run" -> "1 run"; 3000, "run" -> "3,000 runs"."""
    return f"{number:,} {noun}" + "s" * (number != 1)


# Numbers.


def minus(text: str) -> str:
    """Replace each hyphen of a written number by a minus sign: "-0.5" -> "−0.5"."""
    return text.replace("-", MINUS)


def number(value: float) -> str:
    """Write a value for a table cell: integers exactly, others with two decimals.

    Values below 0.005 or from 100,000 in magnitude are written as powers of ten: "3e-4".
    """
    magnitude = abs(value)
    if 0 < magnitude < 0.005 or magnitude >= 1e5:
        return minus(f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e"))
    return minus(f"{value:.0f}" if float(value).is_integer() else f"{value:.2f}")


def percent(share: float, digits: int = 1) -> str:
    """Write a share in [0, 1] as a percentage with ``digits`` decimals: 0.937 -> "93.7 %"."""
    return minus(f"{share * 100:.{digits}f} %")


def compact(count: float) -> str:
    """Write a large count to three digits: 138,357,544 -> "138 M"; exactly below 10,000."""
    if count < EXACT_BELOW:
        return f"{count:,.0f}"
    size, unit = next(each for each in UNITS if count >= 0.9995 * each[0])
    value = count / size
    decimals = 2 - min(len(str(int(value + 0.5))) - 1, 2)
    return f"{value:.{decimals}f} {unit}"


def memory(count: int) -> str:
    """Write a number of bytes in powers of 1000: 201,256 -> "201 kB"."""
    text = compact(count)
    return f"{text} B" if count < EXACT_BELOW else f"{text}B"


def duration(seconds: float) -> str:
    """Write a time span: "8 s", "2 min 05 s", "1 h 12 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"


# Sizes.


def times(sizes: tuple[int, ...]) -> str:
    """Write sizes as "3 × 5"; (28, 28, 32) as "28 × 28 × 32", thousands separated."""
    return " × ".join(f"{size:,}" for size in sizes)


def either(pair: Pair) -> str:
    """Write a pair as "3" where height and width agree, else as "3 × 5"."""
    return str(pair[0]) if pair[0] == pair[1] else times(pair)


def measure(pair: Pair, dims: int) -> str:
    """Write "3 × 5", or in one dimension "5"."""
    return str(pair[1]) if dims == 1 else times(pair)


def sized(noun: str, pair: Pair, dims: int) -> str:
    """Write "a 3 × 5 kernel", or in one dimension "a kernel of 5"."""
    if dims == 1:
        return f"{article(noun)} {noun} of {pair[1]}"
    return f"{article(str(pair[0]))} {times(pair)} {noun}"
