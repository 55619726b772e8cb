"""What is read from model files is kept by their paths as text."""

import inspect

import pytest

from cnnviz import models
from cnnviz.ui.caches import model_answers, model_files, run_answers


def test_a_model_s_weights_are_read_once():
    info = models.resolve("mnist")
    assert model_files.network(info) is model_files.network(info)


@pytest.mark.parametrize("module", [model_answers, model_files, run_answers])
def test_no_cache_tells_paths_apart_that_were_joined_of_other_parts(module):
    cached = [
        each
        for each in vars(module).values()
        if hasattr(each, "clear") and hasattr(each, "__wrapped__")
    ]
    own = [each.__wrapped__ for each in cached if each.__wrapped__.__module__ == module.__name__]
    assert own
    for function in own:
        for parameter in inspect.signature(function).parameters.values():
            named = str(parameter.annotation)
            assert parameter.name.startswith("_") or "Path" not in named, function.__name__
