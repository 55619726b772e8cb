"""The trainer room: settings, preview, live run."""
