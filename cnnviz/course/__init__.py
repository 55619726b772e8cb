"""The course: lessons of a few cards each, beside the rooms that they explain."""
