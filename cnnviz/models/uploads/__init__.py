"""Visitors' own ``.keras`` files: read without Keras, and kept as files of ours."""

from cnnviz.models.uploads.store import MAX_FILE, Upload, find, is_key, keep

__all__ = ["MAX_FILE", "Upload", "find", "is_key", "keep"]
