"""The way in: from a file or folder to checked rows in the store."""
