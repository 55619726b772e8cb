"""Everything that imports Streamlit: the parts of each page, our components, charts and state."""

from cnnviz.classroom import visitor
from cnnviz.ui.identity import recognise

visitor.recognise_with(recognise)  # before any page lists or opens anything
