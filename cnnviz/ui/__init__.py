"""Everything that imports Streamlit: the parts of each page, our components, charts and state."""
