"""Reading and adding versions of the rules, and editing the categories that they belong to."""

from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from backend.audit.record import record
from backend.auth.models import UserAccount
from backend.calendar.engine import due
from backend.complaints.desk import Desk
from backend.complaints.kinds import TERMINAL, ClockKind
from backend.complaints.models import Case, Category, PolicyVersion
from backend.complaints.rules.policy import DEFAULT_SCOPE, Policy, add_version
from backend.complaints.rules.schemas import (
    CategoryEdit,
    CategoryIn,
    PolicyIn,
    PolicyList,
    PolicyOut,
    PolicyPreview,
    PreviewDue,
)
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, InvalidInput, NotFound, Stale
from backend.core.etags import check_match
from backend.core.text import Text


def list_versions(desk: Desk, scope: str | None) -> PolicyList:
    """All versions, or those of one scope, newest first."""
    statement = select(PolicyVersion).order_by(PolicyVersion.scope, PolicyVersion.number.desc())
    if scope is not None:
        statement = statement.where(PolicyVersion.scope == scope)
    counted = (
        select(Case.policy_id, func.count().label("cases")).where(Case.policy_id.is_not(None)).group_by(Case.policy_id)
    )
    counts = {row.policy_id: row.cases for row in desk.session.execute(counted)}
    newest: set[str] = set()
    items = []
    for row in desk.session.scalars(statement):
        items.append(_shown(desk, row, in_force=row.scope not in newest, cases=counts.get(row.id, 0)))
        newest.add(row.scope)
    return PolicyList(items=items)


def preview(desk: Desk, body: PolicyIn) -> PolicyPreview:
    """Dates of clocks that would start now, and the cases that are and are not concerned."""
    _check_scope(desk, body.scope)
    now, before = clock.now(desk.session), _in_force(desk, body.scope)
    clocks = []
    for kind in ClockKind:
        old, new = before.limit(kind), body.policy.limit(kind)
        coming = due(desk.calendar, new.unit, new.amount, now)
        yellow = new.yellow(new.amount)
        clocks.append(
            PreviewDue(
                clock=kind,
                due_now=due(desk.calendar, old.unit, old.amount, now).at,
                due_new=coming.at,
                yellow_new=due(desk.calendar, new.unit, max(new.amount - yellow, 0), now).at if yellow else None,
                provisional=coming.provisional,
            )
        )
    concerned = select(func.count()).select_from(Case).join(Category, Category.id == Case.category_id)
    concerned = concerned.where(Case.state.not_in(TERMINAL), _of_scope(body.scope))
    return PolicyPreview(
        clocks=clocks,
        open_cases=desk.session.scalars(concerned.where(Case.accepted_at.is_not(None))).one(),
        waiting_cases=desk.session.scalars(concerned.where(Case.accepted_at.is_(None))).one(),
    )


def add(desk: Desk, body: PolicyIn) -> PolicyOut:
    """Add a version. Raises Stale when somebody added one since the writer looked, InvalidInput."""
    _check_scope(desk, body.scope)
    newest = select(func.coalesce(func.max(PolicyVersion.number), 0)).where(PolicyVersion.scope == body.scope)
    last = desk.session.scalars(newest).one()
    if last != body.after:
        raise Stale(extra={"current": {"scope": body.scope, "number": last}})
    row = add_version(desk.session, body.scope, body.policy, body.note, desk.user_id)
    record(
        desk.session,
        desk.principal,
        "complaint_policy.add",
        "complaint_policy",
        row.id,
        scope=row.scope,
        number=row.number,
    )
    return _shown(desk, row, in_force=True, cases=0)


def add_category(desk: Desk, body: CategoryIn) -> Category:
    """Add a category. Raises Conflict for a code or a name that is taken."""
    _refuse_taken(desk, Category.code == body.code, "/code")
    _refuse_taken(desk, Category.name == body.name, "/name")
    last = desk.session.scalars(select(func.coalesce(func.max(Category.position), 0))).one()
    row = Category(
        **body.model_dump(exclude={"position"}), position=last + 1 if body.position is None else body.position
    )
    desk.session.add(row)
    desk.session.flush()
    record(desk.session, desk.principal, "complaint_category.create", "complaint_category", row.id, code=row.code)
    return row


def edit_category(desk: Desk, category_id: UUID, body: CategoryEdit, if_match: str | None) -> Category:
    """Edit a category, or retire it: cases keep it. Raises NotFound, Stale, Conflict."""
    statement = select(Category).where(Category.id == category_id).with_for_update()
    row = desk.session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound
    check_match(if_match, row)
    given = body.model_dump(exclude_unset=True)
    changes = {name: value for name, value in given.items() if value is not None and getattr(row, name) != value}
    if "name" in changes:
        _refuse_taken(desk, Category.name == changes["name"], "/name")
    if not changes:
        return row
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    desk.session.flush()
    fields = sorted(changes)
    record(desk.session, desk.principal, "complaint_category.edit", "complaint_category", row.id, fields=fields)
    return row


def _shown(desk: Desk, row: PolicyVersion, *, in_force: bool, cases: int) -> PolicyOut:
    author = desk.session.get(UserAccount, row.created_by) if row.created_by else None
    return PolicyOut(
        id=row.id,
        scope=row.scope,
        number=row.number,
        policy=Policy.model_validate(row.document),
        note=row.note,
        created_by=author.display_name if author else None,
        created_at=row.created_at,
        in_force=in_force,
        cases=cases,
    )


def _in_force(desk: Desk, scope: str) -> Policy:
    """The rules in force for a scope now: its own, else the default ones."""
    for wanted in (scope, DEFAULT_SCOPE):
        statement = select(PolicyVersion).where(PolicyVersion.scope == wanted)
        row = desk.session.scalars(statement.order_by(PolicyVersion.number.desc()).limit(1)).one_or_none()
        if row is not None:
            return Policy.model_validate(row.document)
    return Policy()


def _of_scope(scope: str) -> ColumnElement[bool]:
    """Cases of a scope: of the category, or of all categories without rules of their own."""
    if scope != DEFAULT_SCOPE:
        return Category.code == scope
    return Category.code.not_in(select(PolicyVersion.scope))


def _check_scope(desk: Desk, scope: str) -> None:
    known = select(Category.id).where(Category.code == scope)
    if scope != DEFAULT_SCOPE and desk.session.scalars(known).first() is None:
        text = Text("没有这个类别", "There is no such category")
        raise InvalidInput(errors=[FieldProblem("/scope", "unknown", text)])


def _refuse_taken(desk: Desk, same: ColumnElement[bool], pointer: str) -> None:
    if desk.session.scalars(select(Category.id).where(same)).first() is not None:
        text = Text("已有相同的类别", "Another category has this")
        raise Conflict(text, errors=[FieldProblem(pointer, "taken", text)])
