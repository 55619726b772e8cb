"""The trainer's page as tests hold it: opened, checked, read, pressed."""

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from cnnviz.utils import paths


def open_page(**address: str) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120).switch_page(
        "pages/trainer.py"
    )
    for key, value in address.items():
        page.query_params[key] = value
    return checked(page.run())


def checked(page: AppTest) -> AppTest:
    assert not page.exception
    return page


def html(page: AppTest) -> str:
    """What the page shows as HTML, without the styles around it and the version at its end.

    A page that was switched to is run without app.py from its second run on: no version then.
    """
    bodies = [element.proto.body for element in page.get("html")]
    version = '<span class="version">'
    return "".join(body for body in bodies if not body.startswith(("<style>", version)))


def press(page: AppTest, label: str) -> AppTest:
    (button,) = [button for button in page.button if button.label == label]
    return checked(button.click().run())


def train_button(page: AppTest) -> Button:
    return next(button for button in page.button if button.label == "Train")


def control(page: AppTest, key: str):
    """The widget of a control whose value the program sets, too: its key has a number added."""
    (found,) = [
        widget
        for kind in ("selectbox", "number_input", "checkbox")
        for widget in page.get(kind)
        if (widget.key or "").partition("#")[0] == key
    ]
    return found
