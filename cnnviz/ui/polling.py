"""How often a page looks for news by the clock: the less often, the more visitors a server has.

Each look is a run of a script, whatever it finds. Sixty visitors who watch their runs twice a
second would take more than the one core that the web process has.
"""

from streamlit import runtime

FEW = 15  # visitors who look as often as a page wants to


def every(seconds: float) -> float:
    """Return the seconds between two looks of a page that wants ``seconds``."""
    return seconds * max(1.0, visitors() / FEW)


def visitors() -> int:
    """Count the tabs that are connected to this server."""
    server = runtime.get_instance() if runtime.exists() else None
    sessions = getattr(server, "_session_mgr", None)  # AppTest's server has none
    return sessions.num_active_sessions() if sessions else 1
