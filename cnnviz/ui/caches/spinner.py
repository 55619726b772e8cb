"""What a page says while a loader works, in the language of the page that waits for it."""

from cnnviz.utils.language import _


class SpinnerText(str):
    """A text that Streamlit's ``show_spinner`` takes once, and asks for at each wait.

    Parameters
    ----------
    text : str
        In English, marked with ``N_``.
    """

    def __str__(self) -> str:
        return _(super().__str__())
