"""What rows in bulk can be, and who takes them in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from backend.auth.policy import Scope
from backend.core.errors import FieldProblem
from backend.core.principal import Client
from backend.integration.records.service import source_of
from backend.oversight import pushing


class BulkTarget(StrEnum):
    """Kinds of rows."""

    SERVICE_RECORDS = "service_records"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row: created, updated, unchanged or rejected."""

    external_id: str
    outcome: str
    id: UUID | None = None
    problem: FieldProblem | None = None


Rows = Sequence[Mapping[str, Any]]
Take = Callable[[Session, Client, Rows], list[Taken]]


@dataclass(frozen=True, slots=True)
class Target:
    """`scope` is what a client needs beside the one for bulk; `take` takes some rows in, with an outcome for each.
    `leading`: of rows that changed one record, in their order, a few that lead to where all of them led."""

    scope: Scope
    take: Take
    leading: Callable[[Rows], list[Mapping[str, Any]]]


def _service_records(session: Session, client: Client, rows: Rows) -> list[Taken]:
    pushed = pushing.push_many(session, client, source_of(client), rows, client.unit_ids)
    return [Taken(one.external_id, one.outcome.value, one.record_id, one.problem) for one in pushed]


def _leading(rows: Rows) -> list[Mapping[str, Any]]:
    """A row is the whole of its record, so the last one; and before it the last that gave a reason, without which a
    finished record would not take it."""
    reasoned = [row for row in rows[:-1] if row.get("correction")]
    return [*reasoned[-1:], rows[-1]]


TARGETS: Final[dict[BulkTarget, Target]] = {
    BulkTarget.SERVICE_RECORDS: Target(Scope.RECORDS_WRITE, _service_records, _leading),
}
