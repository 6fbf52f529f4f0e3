"""Our states in the words of other systems."""

from sqlalchemy.orm import Session

from backend.complaints.kinds import CaseState
from backend.integration.adapters.editing import in_force
from backend.integration.adapters.schemas import WordTable


class Words:
    """The words of the source systems for our states, each table looked up once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, WordTable | None] = {}

    def of(self, source_system: str | None, state: CaseState) -> str | None:
        """None for a system without a table."""
        if source_system is None:
            return None
        if source_system not in self._known:
            self._known[source_system] = in_force(self._session, source_system)
        mapping = self._known[source_system]
        return mapping.states[state] if mapping is not None else None
