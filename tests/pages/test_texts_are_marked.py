"""No page shows a text that is not in the catalogues, in any of its main states.

A text that fails here is written outside of ``_`` of ``cnnviz/utils/language.py``.
"""

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import data
from cnnviz.classroom import password
from cnnviz.course import catalogue, session
from cnnviz.data import uploads
from cnnviz.data.class_names import NEU_CLASSES
from cnnviz.explain.methods import METHODS
from cnnviz.layers import KINDS
from cnnviz.networks import ARCHITECTURES
from cnnviz.ops.activations import BY_KERAS_NAME
from cnnviz.training import folder, recipes
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import CLASS_WEIGHTS, SCHEDULES
from cnnviz.training.optimisers import OPTIMISERS
from cnnviz.ui.course import joining, leading
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.feature_maps.views import VIEWS
from cnnviz.ui.identity import VISITOR
from cnnviz.ui.teacher.sign_in import attempts
from cnnviz.ui.teacher.state import TeacherState
from cnnviz.ui.trainer import look
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils import paths
from cnnviz.utils.language import using
from tests.pages.feature_maps_page import STEEL
from tests.pages.test_links import PAGES
from tests.pseudo_language import CODE, WORD, pseudo_language, unmarked

# Pages with texts that are still to be put into the catalogues. It only becomes shorter.
NOT_YET: set[str] = set()
# Words that are no texts: names of people, of networks and data sets, of programs, of languages.
NAMES = {
    *("cnnviz", "Keras", "NumPy", "SciPy", "Sobel", "Prewitt", "Scharr", "Gabor", "Adam"),
    *("Deutsch", "English", "Español", "Français", "npy"),
    *("OpenCV", "TensorFlow", "PyTorch", "digits"),
    *STEEL,
    *ARCHITECTURES,
}
# What settings, code and the text of a network have as it is, in every language.
SETTINGS = {
    *recipes.RECIPES,
    *PRESETS,
    *SCHEDULES,
    *CLASS_WEIGHTS,
    *data.NAMES,
    *(word for kind in KINDS.values() for words in kind.words for word in words.split()),
    *BY_KERAS_NAME,
    *("same", "min"),  # "3 min"
    *(word for kind in OPTIMISERS.values() for word in WORD.findall(kind.source)),
    *(word for method in METHODS for word in WORD.findall(method.source)),
    *(word for name in NEU_CLASSES for word in WORD.findall(name)),
    *("small", "output", "stride"),  # the network of the tests' runs, a layer, a setting
}
OF_LINKS = [(page.name, link) for page in PAGES for link in page.shown]
LESSONS = [("course", {}), ("layer_calculator", {"lesson": "stride.1"})]
TRAINER = [{TrainerState.LOOK: "true", TrainerState.VIEW: view} for view in look.VIEWS] + [
    {TrainerState.PAGE: "experiments"},
    {TrainerState.TRAINING: "true"},
]


def opened(page: str, **link: str) -> AppTest:
    app = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    app.switch_page(f"pages/{page}.py")
    for key, value in {**link, "language": CODE}.items():
        app.query_params[key] = value
    return checked(app.run())


def checked(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def all_marked(app: AppTest) -> None:
    runs = {word for run in folder.newest() for word in WORD.findall(run.id[-4:])}
    own = {word for path in uploads.every() for word in WORD.findall(path.stem)}
    if found := unmarked(app, NAMES | SETTINGS | runs | own):
        pytest.fail("not in the catalogues:\n" + "\n".join(found), pytrace=False)


@pytest.fixture(autouse=True)
def marked(engine):
    with pseudo_language():
        yield


@pytest.fixture
def done(page):
    """Skip a page with texts that are still to be put into the catalogues."""
    if page in NOT_YET:
        pytest.skip("not yet in the catalogues")


@pytest.mark.parametrize(("page", "link"), [*OF_LINKS, *LESSONS])
def test_a_page_shows_texts_of_the_catalogues_alone(done, page, link):
    all_marked(opened(page, **link))


@pytest.mark.parametrize("page", ["trainer"])
@pytest.mark.parametrize("link", TRAINER)
def test_so_do_the_other_states_of_the_trainer(done, page, link):
    all_marked(opened(page, **link))


@pytest.mark.parametrize("page", ["trainer"])
@pytest.mark.parametrize("compares", [False, True])
def test_so_does_the_trainer_with_a_run(done, page, compares, digit_run):
    link = {TrainerState.PAGE: "compare", TrainerState.CHOSEN: digit_run.id}
    shown = opened(page, **(link if compares else {TrainerState.RUN: digit_run.id}))
    all_marked(shown)


@pytest.mark.parametrize("page", ["feature_maps"])
@pytest.mark.parametrize("view", VIEWS)
def test_so_does_every_view_of_a_network(done, page, view, digit_run):
    link = {FeatureMapsState.MODEL: digit_run.id, FeatureMapsState.VIEW: view}
    all_marked(opened(page, **link))


@pytest.mark.parametrize("page", ["feature_maps"])
def test_so_does_a_network_of_photographs(done, page, steel_run):
    all_marked(opened(page, **{FeatureMapsState.MODEL: steel_run.id}))


@pytest.fixture
def led(tmp_path, monkeypatch):
    """A session of a class, and the link of who leads it."""
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    with using(CODE):
        code, token = session.begin("cnnviz", catalogue.lessons()[:1])
    return {leading.LEADS: code, leading.TOKEN: token}


@pytest.mark.parametrize("page", ["lead", "join"])
def test_so_do_the_pages_of_a_class_session(done, page, led):
    link = led if page == "lead" else {joining.CODE: led[leading.LEADS]}
    all_marked(opened(page, **link))


@pytest.mark.parametrize("page", ["teacher"])
def test_so_does_the_teacher_s_page(done, page, tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setenv("CNNVIZ_CLASS", "1")
    monkeypatch.setattr(password, "COST", 2**4)
    monkeypatch.setenv("CNNVIZ_TEACHER", password.hashed("right password"))
    attempts.clear()
    app = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    app.session_state[VISITOR] = "a" * 32
    app.query_params["language"] = CODE
    all_marked(checked(app.switch_page("pages/teacher.py").run()))
    app.text_input(key=TeacherState.PASSWORD).input("right password")
    checked(app.button[0].click().run())
    all_marked(app)
