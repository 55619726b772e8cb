"""Sizes in words."""

Pair = tuple[int, int]


def times(pair: tuple[int, ...]) -> str:
    """Write a pair as "3 × 5"."""
    return " × ".join(map(str, pair))


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


def article(word: str) -> str:
    """The indefinite article before a word or a number: "a 5", "an 8", "an input"."""
    return "an" if word[0] in "aeio8" or word in ("11", "18") else "a"
