"""Everything that imports Streamlit: the parts of each page, our components, charts and state."""

from cnnviz.classroom import visitor
from cnnviz.ui.identity import recognise
from cnnviz.ui.language_choice import language
from cnnviz.utils.language import ask_for

visitor.recognise_with(recognise)  # before any page lists or opens anything
ask_for(language)
