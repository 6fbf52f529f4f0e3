"""The rules of the oversight: how its clocks are set."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.core.principal import Principal
from backend.oversight.models import OversightRules
from backend.oversight.schemas_matters import OversightRulesEdit


def load_rules(session: Session, *, lock: bool = False) -> OversightRules:
    """The rules in force; as long as nobody has changed them, the defaults, which are in no row yet."""
    statement = select(OversightRules)
    found = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    return found or _defaults()


def _defaults() -> OversightRules:
    columns = OversightRules.__table__.columns
    names = ("one", "prompt_days", "acknowledge_days", "follow_up_days", "extension_cap", "late_days", "version")
    return OversightRules(**{name: columns[name].default.arg for name in names})


def edit_rules(session: Session, principal: Principal, rules: OversightRules, body: OversightRulesEdit) -> None:
    """Change what the body names. It holds for what happens from now on: dates that are set stay."""
    given = body.model_dump(exclude_unset=True)
    changes = {name: [getattr(rules, name), value] for name, value in given.items() if getattr(rules, name) != value}
    if not changes:
        return
    for name, (_, value) in changes.items():
        setattr(rules, name, value)
    rules.version += 1
    session.add(rules)
    session.flush()
    record(session, principal, "oversight_rules.edit", "oversight_rules", rules.id, changes=changes)
