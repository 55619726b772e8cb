"""The front door's link to the course."""

from cnnviz.course import catalogue
from cnnviz.ui.home.rooms import Link
from cnnviz.utils import paths
from cnnviz.utils.language import _

PAGE = "course"


def course_link() -> Link | None:
    """Return the link to the course, which says how many lessons it has; None without its page."""
    if not (paths.ROOT / "pages" / f"{PAGE}.py").is_file():
        return None
    count = len(catalogue.lessons())
    return Link(_("The course: {count} lessons", count=count), PAGE, {})
