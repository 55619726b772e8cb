"""Words and numbers of a unit's page."""

from cnnviz.utils.language import _, current, put_in
from cnnviz.utils.text import minus


def by_noun(noun: str, of_filter: str, of_unit: str, /, **values: object) -> str:
    """Translate the one of two texts that says what its layer consists of.

    Parameters
    ----------
    noun : str
        "filter" or "unit", as ``Block.noun`` has it.
    of_filter, of_unit : str
        In English, marked with ``N_``.
    **values : object
        As ``language._`` takes them.
    """
    return _(of_unit if noun == "unit" else of_filter, **values)


def three_digits(value: float) -> str:
    """Write a value with three significant digits and a true minus sign."""
    return minus(put_in("{value:.3g}", {"value": value}, current()))
