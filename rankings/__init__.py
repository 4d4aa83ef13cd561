"""Where a province stands in the national rankings, and how far its targets are."""
