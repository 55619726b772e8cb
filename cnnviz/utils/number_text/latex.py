r"""Matrices in LaTeX: ``\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}``."""

import re

_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_ROW_END = re.compile(r"\\\\(?:\[[^\]]*\])?")  # \\ or \\[2pt]
_MARKUP = re.compile(
    r"\\(?:begin|end)\{\w+\*?\}(?:\{[lcr| ]+\})?"  # \begin{array}{cc}
    r"|\\(?:left|right)\s*[\[\]().|]"
    r"|\\[\[\]()]|\\[,;!: ]|\\(?:quad|hline)|\$"
)


def without_latex(text: str) -> str:
    r"""Write a matrix in LaTeX as rows of numbers; other text is returned as it is.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> without_latex(r"\begin{bmatrix} 1 & \frac{1}{2} \\ 3 & 4 \end{bmatrix}").split()
    ['1', '1/2', '3', '4']
    """
    if "\\" not in text:
        return text
    text = _FRACTION.sub(r"\1/\2", text.replace("\n", " "))
    return _MARKUP.sub(" ", _ROW_END.sub("\n", text)).replace("&", " ").strip()
