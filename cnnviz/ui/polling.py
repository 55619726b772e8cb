"""How often a page looks for news by the clock: the less often, the more visitors a server has.

Each look is a run of a script, whatever it finds. Sixty visitors who watch their runs twice a
second would take more than the one core that the web process has.
"""

from streamlit import runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

FEW = 15  # visitors who look as often as a page wants to


def every(seconds: float) -> float:
    """Return the seconds between two looks of a page that wants ``seconds``."""
    return seconds * max(1.0, visitors() / FEW)


def repeat(seconds: float | None) -> None:
    """Have the fragment that runs now run again and again; None ends that.

    ``run_every`` is decided outside of the fragment, so that the whole page would have to run for
    it. The browser takes either message as often as it comes.

    Parameters
    ----------
    seconds : float or None
        As ``every`` takes them.
    """
    context = get_script_run_ctx()
    fragment = ThreadState.get().fragment_id if context else None
    if context is None or fragment is None:
        return
    message = ForwardMsg()
    if seconds is None:
        message.stop_auto_rerun.fragment_ids.append(fragment)
    else:
        message.auto_rerun.fragment_id = fragment
        message.auto_rerun.interval = every(seconds)
    context.enqueue(message)


def visitors() -> int:
    """Count the tabs that are connected to this server."""
    server = runtime.get_instance() if runtime.exists() else None
    sessions = getattr(server, "_session_mgr", None)  # AppTest's server has none
    return sessions.num_active_sessions() if sessions else 1
