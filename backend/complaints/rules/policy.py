"""Time limits and rules as versioned data (complaint design, 2.5). A case keeps the version of its acceptance."""

from datetime import datetime
from typing import Annotated, Final, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.calendar.engine import Unit
from backend.complaints.kinds import ClockKind
from backend.complaints.models import Case, Category, PolicyVersion
from backend.core import clock
from backend.core.text import Text

DEFAULT_SCOPE: Final = "*"
Amount = Annotated[int, Field(ge=0, le=400)]


class Limit(BaseModel):
    """How long something may take, and how much of it is left when the clock turns yellow.

    Yellow begins when `warn_left` units or `warn_share` per cent of the limit are left, whichever is earlier.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    unit: Unit = Unit.WORKING_DAY
    amount: Amount
    warn_left: Amount | None = None
    warn_share: Annotated[int, Field(ge=1, le=90)] | None = None

    def yellow(self, amount: int) -> int | None:
        """Units left when a clock of `amount` units, which may be its own, turns yellow. None: it does not."""
        marks = [] if self.warn_left is None else [self.warn_left]
        if self.warn_share is not None:
            marks.append(-(-amount * self.warn_share // 100))
        return min(max(marks), amount) if marks else None


RungName = Literal["remind", "head", "supervise", "account"]


class Rung(BaseModel):
    """A step of the ladder, `after` working days behind the due date of the case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: RungName
    after: Annotated[int, Field(ge=0, le=60)]


class Policy(BaseModel):
    """One version's content. The defaults are those of the design's table of clocks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    accept: Limit = Limit(amount=3, warn_left=1)
    supplement: Limit = Limit(amount=5)
    receipt: Limit = Limit(amount=5)
    dispatch: Limit = Limit(amount=1)
    sign: Limit = Limit(amount=1)
    total: Limit = Limit(amount=30, warn_left=3, warn_share=20)
    rework: Limit = Limit(amount=15, warn_left=3, warn_share=20)
    check: Limit = Limit(amount=2)
    callback: Limit = Limit(amount=1)
    rating: Limit = Limit(amount=10)
    objection: Limit = Limit(unit=Unit.CALENDAR_DAY, amount=30)
    review: Limit = Limit(unit=Unit.CALENDAR_DAY, amount=30, warn_left=5)
    ladder: Annotated[tuple[Rung, ...], Field(max_length=len(get_args(RungName)))] = (
        Rung(name="remind", after=0),
        Rung(name="head", after=2),
        Rung(name="supervise", after=5),
        Rung(name="account", after=10),
    )
    extension_cap: Amount = Field(
        60, description="The whole limit with all extensions, in units of `total`", validate_default=True
    )
    extension_before: Amount = Field(1, description="Working days before the due date by which to ask")
    pause_days: Annotated[int, Field(ge=1, le=365)] = Field(90, description="The longest single pause")
    max_cycles: Annotated[int, Field(ge=1, le=5)] = 2
    max_returns: Annotated[int, Field(ge=0, le=5)] = 2
    return_within: Amount = Field(1, description="Working days after dispatch within which a unit may return an order")
    callback_tries: Annotated[int, Field(ge=1, le=5)] = 2
    two_handlers: bool = Field(True, description="Two officers on the record before a conclusion of the centre's own")
    accepted_when_silent: bool = Field(False, description="超时默认受理: an acceptance that is late counts as given")

    @field_validator("ladder")
    @classmethod
    def _check_order(cls, ladder: tuple[Rung, ...]) -> tuple[Rung, ...]:
        after = [rung.after for rung in ladder]
        if after != sorted(after) or len({rung.name for rung in ladder}) != len(after):
            raise ValueError(Text("各级措施应当逐级推后，每级一次", "The rungs should follow each other, each once"))
        return ladder

    @field_validator("extension_cap")
    @classmethod
    def _check_cap(cls, cap: int, info: ValidationInfo) -> int:
        total: Limit | None = info.data.get("total")  # absent: it is wrong itself
        if total is not None and cap < total.amount:
            raise ValueError(Text("不应短于办理期限本身", "Should not be below the limit itself"))
        return cap

    def limit(self, kind: ClockKind, *, again: bool = False) -> Limit:
        """The limit of a clock of its kind, of a first handling or `again`. The unit's clock has the limit of the case."""
        if kind in (ClockKind.TOTAL, ClockKind.UNIT):
            return self.rework if again else self.total
        limit: Limit = getattr(self, kind.value)
        return limit


def current_version(session: Session, category: Category) -> PolicyVersion:
    """The version in force now for a category: its own, else the default one."""
    for scope in (category.code, DEFAULT_SCOPE):
        statement = (
            select(PolicyVersion).where(PolicyVersion.scope == scope).order_by(PolicyVersion.number.desc()).limit(1)
        )
        found = session.scalars(statement).one_or_none()
        if found is not None:
            return found
    raise LookupError("no policy: run `pingyi migrate`")


def policy_of(session: Session, case: Case) -> Policy:
    """The rules of a case: frozen at acceptance, until then those in force."""
    if case.policy_id is not None:
        version = session.get_one(PolicyVersion, case.policy_id)
    else:
        version = current_version(session, session.get_one(Category, case.category_id))
    return Policy.model_validate(version.document)


def add_version(
    session: Session, scope: str, policy: Policy, note: str, created_by: UUID | None, at: datetime | None = None
) -> PolicyVersion:
    """Add the next version of a scope. Cases accepted before keep theirs."""
    last = session.scalars(
        select(func.coalesce(func.max(PolicyVersion.number), 0)).where(PolicyVersion.scope == scope)
    ).one()
    version = PolicyVersion(
        scope=scope,
        number=last + 1,
        document=policy.model_dump(mode="json"),
        note=note,
        created_by=created_by,
        created_at=at or clock.now(session),
    )
    session.add(version)
    session.flush()
    return version


def seed_policy(session: Session) -> None:
    """Add the default version to an installation that has none."""
    if session.scalars(select(PolicyVersion.id).limit(1)).first() is None:
        add_version(session, DEFAULT_SCOPE, Policy(), "", None)
