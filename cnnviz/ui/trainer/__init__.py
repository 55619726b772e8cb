"""The trainer page: settings, preview, live run."""
