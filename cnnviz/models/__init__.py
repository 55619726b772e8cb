"""Trained models: their files, and what comes out of them."""

from cnnviz.models.files import (
    FORMAT,
    Model,
    ModelInfo,
    open_model,
    read_info,
    resolve,
    save,
    shipped,
)

__all__ = ["FORMAT", "Model", "ModelInfo", "open_model", "read_info", "resolve", "save", "shipped"]
