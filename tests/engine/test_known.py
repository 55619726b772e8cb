"""Known images of a model, with the engine that answers in earnest."""

import numpy as np

from cnnviz import data, images, models
from cnnviz.engine.known import KnownJob
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.models.network_input import fit_to_network
from cnnviz.utils.errors import InputError
from tests.small_networks import INFO, small_model


def test_an_image_is_nearest_to_itself(engine, tmp_path):
    info = models.save(small_model(), INFO, tmp_path / "small.keras")
    digits = data.load("digits")
    job = KnownJob(engine, info, lambda: digits)
    job.wait()
    assert (job.active, job.error) == (False, "")
    asked = fit_to_network(images.to_float(job.known.images.images[7]), info.input_shape)
    features = ObservedModel(models.open_model(info)).features(asked[np.newaxis])[0]
    assert 7 in job.known.nearest(features)
    assert len(job.known.features) == len(job.known.images)


def test_data_that_is_gone_is_one_sentence(engine, tmp_path):
    def gone():
        raise InputError("it is gone")

    job = KnownJob(engine, models.save(small_model(), INFO, tmp_path / "small.keras"), gone)
    job.wait()
    assert (job.known, job.error) == (None, "it is gone")
