"""What whoever hands a file in need not wait for."""

from rankings.ingest import confined
from rankings.ingest.meaning.knowledge import knowledge
from rankings.loads import checks, effects
from rankings.store.versions import Snapshot


@confined.work
def ready(at: Snapshot) -> None:
    """Have at hand what recognising a file and checking a load on this version ask for."""
    knowledge(at)
    checks.rules()
    effects.effects(at, at)
