"""What several pages' widgets have in common."""

from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile, UploadedFileRec

from cnnviz.ui.widgets import received

FILE = UploadedFile(UploadedFileRec("1", "a.png", "image/png", b"content"), FileURLs())


def test_of_the_value_of_a_field_the_files_with_content_are_received():
    assert received(FILE) == received([FILE]) == [FILE]
    assert received(None) == received([]) == []


def test_a_file_that_was_replaced_before_its_turn_came_is_left_out():
    assert received(DeletedFile("1")) == []
    assert received([DeletedFile("1"), FILE]) == [FILE]
