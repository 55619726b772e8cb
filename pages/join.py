"""Join a class: code and nickname; then the cards that the teacher opens."""

from cnnviz.ui.course import joining
from cnnviz.ui.course.place import CourseState
from cnnviz.ui.navigation import heading
from cnnviz.utils.language import _

heading(_("Join a class"), _("Your teacher shows the code. Nothing else is asked."))
joining.show(CourseState())
