"""Streamlit pieces that pages are made of; each draws one thing from figures already worked out."""
