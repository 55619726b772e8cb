"""The front door's keys."""

from cnnviz.ui.page_state import PageState


class HomeState(PageState):
    """It has no settings of its own: only the component's key."""

    DOOR = "h_door"
