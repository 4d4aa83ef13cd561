"""What the text of a cell means: numbers, periods, names of provinces, headings."""
