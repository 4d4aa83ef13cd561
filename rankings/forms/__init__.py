"""A told document (rankings/words/document.py) as a file: each module makes one form of it."""
