"""What the teacher's page remembers of a visit."""

from cnnviz.ui.page_state import PageState, Remembered


class TeacherState(PageState):
    """Nothing of it is in the address."""

    PASSWORD = "c_password"  # noqa: S105 - a key  # nosec B105
    RUNS = "c_runs"
    OPEN = "c_open"  # whether the queue takes runs
    LIMIT = "c_limit_"  # and the limit's name: its field

    complaint = Remembered("c_complaint", "")  # why the last click had no effect; shown once
    note = Remembered("c_note", "")  # what the last click has done; shown once
    chosen = Remembered[tuple[str, ...]]("c_chosen", ())  # ids of the runs chosen in the table
    opening = Remembered("c_opening", "")  # id of the run that the trainer is to show
    doomed = Remembered[tuple[str, ...]]("c_doomed", ())  # those to be deleted, if confirmed
    clearing = Remembered("c_clearing", False)  # whether clearing is to be confirmed
