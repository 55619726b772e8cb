"""The catalogues hold what the code shows, and the code shows nothing else."""

import json
import shutil
from pathlib import Path

import pytest

from cnnviz.publish import texts
from cnnviz.publish.extraction import texts_of
from cnnviz.utils.language import LANGUAGES, LOCALE, table
from tests.locale_rules import CATALOGUES, entries, values_in

FILES = [(each.parent.name, each.stem) for each in sorted(LOCALE.glob("*/*.po"))]
FOR_BROWSERS = texts.FOR_BROWSERS


@pytest.fixture(scope="module")
def in_code():
    return texts.found()


@pytest.mark.parametrize(("language", "name"), CATALOGUES)
def test_every_text_of_the_code_is_translated_and_no_other(in_code, language, name):
    translated = {english for english, forms in entries(language, name) if all(forms)}
    shown = {(each.key,) if isinstance(each.key, str) else each.key for each in in_code[name]}
    assert shown - translated == set()
    assert translated - shown == set()


@pytest.mark.parametrize(("language", "name"), FILES)
def test_a_translation_puts_in_the_same_values(language, name):
    wrong = [
        english
        for english, forms in entries(language, name)
        for form in forms
        if form
        and values_in(form) - values_in(english[-1]) | values_in(english[0]) - values_in(form)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_one_translation(language):
    found = {}
    for name in [each for code, each in FILES if code == language]:
        for english, forms in entries(language, name):
            if all(forms):
                found.setdefault(english, set()).add(forms)
    assert {english: forms for english, forms in found.items() if len(forms) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_browsers_get_the_translations_of_what_they_show(in_code, language):
    shown = {each.singular for each in in_code["components"] if each.path.suffix != ".py"}
    file = texts.FOR_BROWSERS / f"{language}.json"
    known = json.loads(json.dumps(table(language)))
    assert json.loads(file.read_text("utf-8")) == {key: known[key] for key in known if key in shown}


def test_renewing_changes_no_file_that_fits_the_code(tmp_path, monkeypatch):
    catalogues, browsers = tmp_path / "locale", tmp_path / "texts"
    shutil.copytree(LOCALE, catalogues)
    shutil.copytree(texts.FOR_BROWSERS, browsers)
    monkeypatch.setattr(texts, "LOCALE", catalogues)
    monkeypatch.setattr(texts, "FOR_BROWSERS", browsers)
    texts.main()
    for renewed, kept in ((catalogues, LOCALE), (browsers, FOR_BROWSERS)):
        names = {path.relative_to(renewed) for path in renewed.rglob("*.*")}
        assert names == {path.relative_to(kept) for path in kept.rglob("*.*")}
        assert [name for name in names if differs(renewed / name, kept / name)] == []


def differs(first: Path, second: Path) -> bool:
    return first.read_text("utf-8") != second.read_text("utf-8")


def test_a_text_inside_an_f_string_and_one_in_two_pieces_are_found(tmp_path):
    script = tmp_path / "a.py"
    script.write_text(
        "f\"{_('one')}\"\nInputError('two ' 'pieces, got {x}', x=1)\n"
        "_n('{count} a', '{count} as', 2)\n_(name)\n",
        "utf-8",
    )
    keys = [each.key for each in texts_of(script)]
    assert keys == ["one", "two pieces, got {x}", ("{count} a", "{count} as")]


def test_texts_of_a_components_page_and_script_are_found(tmp_path):
    page, script = tmp_path / "component.html", tmp_path / "index.js"
    page.write_text('<p title="A  title">Some\n text <b>3</b></p><img alt="" />', "utf-8")
    script.write_text(
        'const a = _("row {row}", { row: 1 });\n_n("{count} a", "{count} as", 2);', "utf-8"
    )
    assert [each.key for each in texts_of(page)] == ["A title", "Some text"]
    assert [each.key for each in texts_of(script)] == ["row {row}", ("{count} a", "{count} as")]


def test_texts_inside_other_texts_values_and_inside_templates_are_found(tmp_path):
    script = tmp_path / "index.js"
    script.write_text(
        '_("one {a}", { a: _("two") });\nconst b = `${_("three")} ${f(N_("four"))}`;\n'
        """_('the "fifth"');\n// _("six")\n * _("six")\nlist.map((_, i) => i);\n_(NAME);\n""",
        "utf-8",
    )
    keys = [each.key for each in texts_of(script)]
    assert keys == ["one {a}", "two", "three", "four", 'the "fifth"']
