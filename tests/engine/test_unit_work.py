"""Work on a model's filters, asked of the engine in parts, against direct loops."""

import keras
import numpy as np
import pytest

from cnnviz import models
from cnnviz.engine.sample import sample_of
from cnnviz.engine.unit_work import AscentWork, StrengthWork, Subject, SwitchWork, WorthWork
from cnnviz.explain.ascent import STEPS
from cnnviz.explain.blocks import block_named
from tests.engine.test_sample import dataset
from tests.small_networks import INFO

COUNT = 30


@pytest.fixture(autouse=True)
def empty_home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


@pytest.fixture
def subject(engine, path):
    model = models.open_model(path)
    block = block_named(model.info.summaries, "conv_2")
    return Subject(engine, model.info, "c" * 64, sample_of(dataset(COUNT), INFO), block)


@pytest.fixture
def network(path):
    return models.open_model(path).network


def finished(work):
    work.start()
    work.wait()
    assert work.error == ""
    assert work.complete
    return work.result


def without(network, unit):
    """The same network with a filter of conv_2 zeroed."""
    twin = keras.models.clone_model(network)
    twin.set_weights(network.get_weights())
    kernel, bias = (each.numpy() for each in twin.get_layer("conv_2").weights)
    kernel[..., unit], bias[unit] = 0, 0
    twin.get_layer("conv_2").set_weights([kernel, bias])
    return twin


def test_the_images_that_excite_a_filter_most_are_those_of_a_brute_force_search(subject, network):
    found = finished(StrengthWork(subject))
    short = keras.Model(network.input, network.get_layer("conv_2").output)
    maps = short(subject.sample.batch(0, COUNT)).numpy()
    for unit in range(maps.shape[-1]):
        best = sorted(range(COUNT), key=lambda n: -maps[n, ..., unit].max())[:5]
        known = found["peaks"][:, unit]
        np.testing.assert_allclose(np.sort(known)[::-1][:5], known[best], rtol=1e-5)
        np.testing.assert_allclose(known, maps[..., unit].max(axis=(1, 2)), rtol=1e-4)
    np.testing.assert_allclose(found["means"], maps.mean(axis=(1, 2)), rtol=1e-4)


def test_switched_off_the_sample_is_answered_as_by_the_zeroed_network(subject, network):
    found = finished(SwitchWork(subject, 2, 0.0))["probabilities"]
    expected = without(network, 2)(subject.sample.batch(0, COUNT)).numpy()
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_filter_s_worth_is_that_of_a_loop_over_zeroed_networks(subject, network):
    found = finished(WorthWork(subject))["without"]
    batch, labels = subject.sample.batch(0, COUNT), subject.sample.images.labels
    expected = [
        (without(network, unit)(batch).numpy().argmax(axis=1) == labels).mean()
        for unit in range(subject.block.units)
    ]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_stopped_worth_goes_on_where_it_was(subject):
    work, parts = WorthWork(subject), []
    report = work.report

    def stopping(fraction):
        parts.append(fraction)
        if fraction > 0.5:
            work.stop()
        report(fraction)

    work.report = stopping
    work.start()
    work.wait()
    known = np.isfinite(work.result["without"])
    assert (work.complete, known.any(), known.all()) == (False, True, False)
    work.report = report
    assert np.isfinite(finished(work)["without"]).all()


def test_ascent_climbs_and_is_kept(subject):
    found = finished(AscentWork(subject, 1))
    assert found["image"].shape == INFO.input_shape
    assert len(found["values"]) == STEPS
    assert found["values"][-1] > found["values"][0]
    assert AscentWork(subject, 1).complete
    assert not AscentWork(subject, 0).complete
