"""The maintainer's tools: train the shipped models and write their cards; not used by the app."""
