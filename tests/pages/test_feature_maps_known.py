"""The feature maps page beside a doubted input: known images, and how often doubts are right."""

import re

import numpy as np
from streamlit.testing.v1 import AppTest

from cnnviz.evaluation.ood import DOUBT
from cnnviz.models import network_input
from cnnviz.training import catalog
from cnnviz.ui import caches
from cnnviz.ui.feature_maps import known
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import answered, checked, open_model, png, upload


def doubted() -> tuple[AppTest, dict, np.ndarray]:
    """A page whose picture is noise, the answer's header, and the picture."""
    page = open_model("mnist", **{Key.INPUT: "Upload"})
    assert answered(page)[0]["known"] is None
    page.session_state[Key.AS_MNIST] = False
    noise = np.random.default_rng(0).integers(0, 255, (28, 28), np.uint8)
    header, picture, probabilities = answered(upload(page, "noise.png", png(noise)))
    assert (header["doubt"], len(probabilities)) == (DOUBT, 10)
    return page, header, picture


def test_a_doubted_input_shows_the_known_images_nearest_to_it(engine):
    page, header, picture = doubted()
    entry = catalog.find("mnist")
    report = entry.info.card.ood
    numbers = re.findall(r"[\d.]+", header["known"]["rates"])
    expected = [f"{100 * report.hit_rate:.0f}", f"{100 * report.false_alarm_rate:.1f}", "."]
    assert numbers == expected
    job = caches.known_job(entry.info, entry.seed)
    job.wait()
    found = answered(checked(page.run()))[0]["known"]
    batch = np.stack(
        [
            network_input.fit_to_network(image / np.float32(255), (28, 28, 1))
            for image in job.known.images.images
        ]
    )
    features = engine.answers(entry.path, batch)[1]
    own = engine.answers(entry.path, picture.reshape(1, 28, 28, 1))[1][0]
    places = np.linalg.norm(features - own, axis=1).argsort()[:5]
    expected = [job.known.classes[job.known.images.labels[place]] for place in places]
    assert [each["name"] for each in found["pictures"]] == expected
    assert all(each["source"].startswith("data:image/png") for each in found["pictures"])
    assert f"{len(batch):,} training images" in found["about"]


def test_the_answer_does_not_wait_for_the_known_images(engine, monkeypatch):
    class Reading:
        active, known, error = True, None, ""

    monkeypatch.setattr(known.caches, "known_job", lambda *_: Reading())
    _, header, _ = doubted()
    assert header["known"] | {"rates": ""} == {
        "rates": "",
        "about": "",
        "note": known.READING,
        "pictures": [],
    }


def test_known_images_that_cannot_be_read_cost_no_answer(engine, monkeypatch):
    class Failed:
        active, known, error = False, None, "the file is damaged"

    monkeypatch.setattr(known.caches, "known_job", lambda *_: Failed())
    _, header, _ = doubted()
    assert header["known"]["note"] == "No known images: the file is damaged."
