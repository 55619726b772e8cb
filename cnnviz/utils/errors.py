"""The two errors that a visitor may read."""


class InputError(ValueError):
    """Input that breaks a stated rule.

    Its message is one plain sentence that states the rule and the value received, for example
    "stride must be at least 1, got 0". Pages show it where it happened; the shell prints it.
    """


class EngineError(RuntimeError):
    """No worker process can answer, whatever the input. Its message is one plain sentence."""
