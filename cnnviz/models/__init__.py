"""Trained models: their files, and what comes out of them."""

from cnnviz.models.files import FORMAT, ModelInfo, load, read_info, resolve, save, shipped

__all__ = ["FORMAT", "ModelInfo", "load", "read_info", "resolve", "save", "shipped"]
