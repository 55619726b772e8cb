"""Large numbers for people: three digits and a unit; the full number stays beside them."""

UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
WHOLE_UP_TO = 10_000


def compact(number: float) -> str:
    """138,357,544 -> "138 M"; below 10,000 the number itself."""
    if number < WHOLE_UP_TO:
        return f"{number:,.0f}"
    size, unit = next(each for each in UNITS if number >= 0.9995 * each[0])
    return f"{_three_digits(number / size)} {unit}"


def memory(count: int) -> str:
    """Bytes in powers of 1000: 201,256 -> "201 kB"."""
    text = compact(count)
    return f"{text} B" if count < WHOLE_UP_TO else f"{text}B"


def _three_digits(value: float) -> str:
    return f"{value:.{2 - min(len(str(int(value + 0.5))) - 1, 2)}f}"
