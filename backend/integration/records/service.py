"""Service records by the number of their source: a client sees and changes its own alone."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from backend.core.errors import FieldProblem, InvalidInput, NotFound
from backend.core.paging import Sorting, paginate
from backend.core.principal import Client
from backend.core.sealing import Sealer
from backend.core.text import Text
from backend.integration.records.schemas import MatterOfferedQuery, PushedQuery
from backend.oversight import ratings
from backend.oversight.models import ServiceMatter
from backend.oversight.models_records import ServiceRating, ServiceRecord
from backend.oversight.pushing import Pushed, push_many
from backend.oversight.schemas_ratings import ServiceRatingIn
from backend.oversight.schemas_records import RecordIn
from backend.units.models import Unit

_SORTINGS: Final = {"updated_at": Sorting(ServiceRecord.updated_at, lambda row: row.updated_at)}
_MATTER_SORTINGS: Final = {"code": Sorting(ServiceMatter.code, lambda row: row.code)}


def source_of(client: Client) -> str:
    """What the client's records have as their source: nobody can push in the name of another."""
    return client.actor


def put(session: Session, client: Client, external_id: str, body: RecordIn) -> tuple[ServiceRecord, Pushed]:
    """Bring one record up to date, or make it. Raises InvalidInput."""
    if body.external_id != external_id:
        text = Text("与地址中的编号不一致", "Not the number in the address")
        raise InvalidInput(errors=[FieldProblem("/external_id", "other", text)])
    [done] = push_many(session, client, source_of(client), [body], client.unit_ids)
    if done.problem is not None:
        raise InvalidInput(errors=[done.problem])
    return find(session, client, external_id), done


def find(session: Session, client: Client, external_id: str) -> ServiceRecord:
    """One of the client's own. Raises NotFound."""
    rows = _own(client).options(joinedload(ServiceRecord.unit))
    row = session.scalars(rows.where(ServiceRecord.external_id == external_id)).unique().one_or_none()
    if row is None:
        raise NotFound
    return row


def rate(
    session: Session, sealer: Sealer, client: Client, external_id: str, body: ServiceRatingIn
) -> tuple[ServiceRating, bool]:
    """The rating of one of the client's own records, and whether it is new. Raises NotFound, AlreadyRated,
    InvalidInput."""
    return ratings.put_rating(session, sealer, client, find(session, client, external_id), body)


def list_own(session: Session, client: Client, query: PushedQuery) -> tuple[Sequence[ServiceRecord], dict[str, Any]]:
    rows = _own(client)
    if query.state is not None:
        rows = rows.where(ServiceRecord.state == query.state)
    if query.updated_since is not None:
        rows = rows.where(ServiceRecord.updated_at >= query.updated_since)
    return paginate(session, rows, query, query.sort, _SORTINGS, ServiceRecord.id)


def list_matters(
    session: Session, client: Client, query: MatterOfferedQuery
) -> tuple[Sequence[ServiceMatter], dict[str, Any]]:
    """What records can be pushed of: the matters of the client's units."""
    matters = select(ServiceMatter).join(ServiceMatter.unit).options(contains_eager(ServiceMatter.unit))
    if client.unit_ids is not None:
        matters = matters.where(ServiceMatter.unit_id.in_(client.unit_ids))
    return paginate(session, matters, query, query.sort, _MATTER_SORTINGS, ServiceMatter.id)


def _own(client: Client) -> Select[ServiceRecord]:
    rows = (
        select(ServiceRecord)
        .join(ServiceRecord.matter)
        .join(Unit, Unit.id == ServiceMatter.unit_id)
        .where(ServiceRecord.source == source_of(client))
        .options(contains_eager(ServiceRecord.matter).contains_eager(ServiceMatter.unit))
    )
    return rows if client.unit_ids is None else rows.where(ServiceRecord.unit_id.in_(client.unit_ids))
