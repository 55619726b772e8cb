"""A file is replaced whole or not at all."""

import pytest

from cnnviz.utils.atomic import replacing


def test_what_is_written_takes_the_files_place(tmp_path):
    (tmp_path / "a.json").write_text("old")
    with replacing(tmp_path / "a.json") as part:
        part.write_text("new")
        assert (tmp_path / "a.json").read_text() == "old"
    assert (tmp_path / "a.json").read_text() == "new"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_error_leaves_the_earlier_file_and_nothing_else(tmp_path):
    def fail() -> None:
        with replacing(tmp_path / "a.json") as part:
            part.write_text("half")
            raise OSError

    (tmp_path / "a.json").write_text("old")
    with pytest.raises(OSError):  # noqa: PT011 - the very error
        fail()
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]
