"""What a heading says of its column, and which index a file is about.

A heading is a path, levels joined by " / ", the outermost first: "Công khai, minh bạch / Điểm".
"""

from rankings.ingest.meaning.headings.columns import Heading, components_of, heading
from rankings.ingest.meaning.headings.indices import (
    IndexEvidence,
    index_headed,
    indices_of,
    is_named,
    name_keys,
    usual_name,
)
from rankings.ingest.meaning.headings.nodes import NEAR_CONFIDENCE
from rankings.ingest.meaning.headings.times import is_beside, is_difference, is_former, says_when
from rankings.ingest.meaning.headings.words import bare_name, measure_of

__all__ = [
    "NEAR_CONFIDENCE",
    "Heading",
    "IndexEvidence",
    "bare_name",
    "components_of",
    "heading",
    "index_headed",
    "indices_of",
    "is_beside",
    "is_difference",
    "is_former",
    "is_named",
    "measure_of",
    "name_keys",
    "says_when",
    "usual_name",
]
