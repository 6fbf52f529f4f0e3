"""The power list by hand: adding, editing, listing."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.core.errors import Conflict, FieldProblem, InvalidInput
from backend.core.ids import new_id
from backend.core.paging import Sorting, paginate
from backend.core.principal import Principal
from backend.core.text import Text
from backend.oversight.access import visible_matters
from backend.oversight.limits import longer
from backend.oversight.models import ServiceMatter
from backend.oversight.schemas_matters import MatterEdit, MatterFilter, MatterIn, MatterQuery, MatterStatus
from backend.units.models import Unit

TOO_LONG = Text("承诺时限不能长于法定时限", "The promised limit is longer than the legal one")
TAKEN = Text("这个单位已有相同编码的事项", "The unit has a matter of this code already")
CLOSED = Text("这个单位已停用", "The unit is closed")

_BY_UNIT = Unit.code + "\t" + ServiceMatter.code
_SORTINGS = {
    "code": Sorting(ServiceMatter.code, lambda matter: matter.code),
    "name": Sorting(ServiceMatter.name, lambda matter: matter.name),
    "unit": Sorting(_BY_UNIT, lambda matter: f"{matter.unit.code}\t{matter.code}"),
}


def limit_problem(values: Mapping[str, Any]) -> Text | None:
    """What is wrong with the two limits of a matter."""
    legal, promised = values["legal_limit"], values["promised_limit"]
    if legal is None or promised is None:
        return None
    too_long = longer(promised, values["promised_time_unit"], legal, values["legal_time_unit"])
    return TOO_LONG if too_long else None


def list_matters(
    session: Session, principal: Principal, query: MatterQuery
) -> tuple[Sequence[ServiceMatter], dict[str, Any]]:
    """One page of the power list."""
    statement = _matching(principal, query)
    return paginate(session, statement, query, query.sort.value, _SORTINGS, ServiceMatter.id)


def all_matters(session: Session, principal: Principal, wanted: MatterFilter) -> Sequence[ServiceMatter]:
    """The power list as far as the filter goes, in the order of the page."""
    column = _SORTINGS[wanted.sort.removeprefix("-")].column
    order = column.desc() if wanted.sort.startswith("-") else column.asc()
    return session.execute(_matching(principal, wanted).order_by(order, ServiceMatter.id)).scalars().all()


def _matching(principal: Principal, wanted: MatterFilter) -> Select[Any]:
    statement = visible_matters(principal)
    if wanted.q:
        columns = (ServiceMatter.code, ServiceMatter.name)
        statement = statement.where(or_(*(column.icontains(wanted.q, autoescape=True) for column in columns)))
    if wanted.unit is not None:
        statement = statement.where(ServiceMatter.unit_id == wanted.unit)
    if wanted.in_centre is not None:
        statement = statement.where(ServiceMatter.in_centre == wanted.in_centre)
    if wanted.status is not MatterStatus.ALL:
        statement = statement.where(ServiceMatter.active == (wanted.status is MatterStatus.ACTIVE))
    return statement


def create_matter(session: Session, principal: Principal, body: MatterIn) -> ServiceMatter:
    """Add a matter. Raises InvalidInput or Conflict, at the field."""
    unit = session.get(Unit, body.unit_id)
    if unit is None:
        text = Text("没有这个单位", "There is no such unit")
        raise InvalidInput(errors=[FieldProblem("/unit_id", "unit_unknown", text)])
    if unit.active_to is not None:
        raise InvalidInput(errors=[FieldProblem("/unit_id", "unit_closed", CLOSED)])
    matter = ServiceMatter(id=new_id(), unit=unit, **body.model_dump())
    with session.no_autoflush:
        _check(session, matter)
    session.add(matter)
    session.flush()
    record(session, principal, "service_matter.create", "service_matter", matter.id, code=matter.code)
    return matter


def edit_matter(session: Session, principal: Principal, matter: ServiceMatter, body: MatterEdit) -> None:
    """Change what the body names of a locked matter. Raises InvalidInput or Conflict, at the field."""
    given = body.model_dump(exclude_unset=True)
    changes = {name: value for name, value in given.items() if getattr(matter, name) != value}
    if not changes:
        return
    with session.no_autoflush:
        for name, value in changes.items():
            setattr(matter, name, value)
        _check(session, matter)
    matter.version += 1
    session.flush()
    record(session, principal, "service_matter.edit", "service_matter", matter.id, fields=sorted(changes))


def _check(session: Session, matter: ServiceMatter) -> None:
    """The caller does not flush before: SQLAlchemy would write what is refused."""
    problem = limit_problem(vars(matter))
    if problem is not None:
        raise InvalidInput(errors=[FieldProblem("/promised_limit", "longer_than_legal", problem)])
    same = select(ServiceMatter.id).where(
        ServiceMatter.unit_id == matter.unit_id,
        ServiceMatter.code == matter.code,
        ServiceMatter.id != matter.id,
    )
    if session.scalars(same).first() is not None:
        raise Conflict(TAKEN, errors=[FieldProblem("/code", "code_taken", TAKEN)])
