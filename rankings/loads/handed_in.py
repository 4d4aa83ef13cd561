"""What comes in with a load and stays beside the store: originals, and how tables are read."""

from rankings.ingest import intake, originals
from rankings.ingest.layouts import Layout
from rankings.loads import access
from rankings.loads.access import Actor
from rankings.loads.accounts import audit
from rankings.store.versions import Store


def keep_original(store: Store, content: bytes, *, by: Actor) -> str:
    """Keep a document by its hash, which is returned. Raises Problem where `by` hands nothing in,
    or it cannot be written."""
    audit.demand(store, by, access.HAND_IN, access.PUBLISH, access.APPROVE)
    return originals.keep(store, content)


def keep_layout(store: Store, layout: Layout, *, by: Actor) -> None:
    """Keep how tables of a shape are read. Raises Problem where `by` hands nothing in, or it cannot
    be written."""
    audit.demand(store, by, access.HAND_IN, access.PUBLISH, access.APPROVE)
    intake.save_layout(store, layout)
