"""Who may do what: the one table. A route names its permission; what is not listed here is refused.

The table decides the verb; which objects a person sees is decided in each feature's `access.py`.
Source of the rights: the permission matrix of the security design, section 2.
"""

from enum import StrEnum
from typing import Final

from backend.core.openapi import Access


class Role(StrEnum):
    """Roles of the people who log in (product vocabulary)."""

    LIAISON = "liaison"
    EVALUATOR = "evaluator"
    SUPERVISOR = "supervisor"
    LEAD_SUPERVISOR = "lead_supervisor"
    OFFICE = "office"
    COMPLAINT_OFFICER = "complaint_officer"
    COMPLAINT_LEAD = "complaint_lead"
    LEADER = "leader"
    AUDITOR = "auditor"
    SYSADMIN = "sysadmin"


class Open(StrEnum):
    """Permissions that need no role."""

    PUBLIC = "public"  # anybody, without a session
    METRICS = "metrics"  # the bearer of the metrics token of the key file
    LOGGED_IN = "logged_in"  # any person with a session


Rule = Open | frozenset[Role]

R = Role
STAFF: Final = frozenset(Role)
READERS: Final = STAFF - {R.SYSADMIN}
RESULT_READERS: Final = frozenset({R.OFFICE, R.AUDITOR})
CENTRE: Final = frozenset({R.COMPLAINT_OFFICER, R.COMPLAINT_LEAD})
SUPERVISORS: Final = frozenset({R.SUPERVISOR, R.LEAD_SUPERVISOR})

TABLE: Final[dict[str, Rule]] = {
    # system
    "system.probe": Open.PUBLIC,
    "system.info": Open.PUBLIC,
    "system.metrics": Open.METRICS,
    "page.view": Open.PUBLIC,
    # own account
    "auth.enter": Open.PUBLIC,
    "auth.self": Open.LOGGED_IN,
    # users
    "user.read": frozenset({R.SYSADMIN, R.AUDITOR}),
    "user.write": frozenset({R.SYSADMIN}),
    # notices
    "notice.self": Open.LOGGED_IN,
    # jobs
    "job.read": Open.LOGGED_IN,
    # units
    "unit.read": STAFF,  # sysadmin too: names and posts are public, and a liaison's account needs its unit
    "unit.write": frozenset({R.OFFICE}),
    # calendar
    "calendar.read": STAFF,  # everybody counts days by it
    "calendar.write": frozenset({R.OFFICE, R.COMPLAINT_LEAD}),
    # rounds
    "round.read": READERS,
    "round.write": frozenset({R.OFFICE}),
    "round.open": frozenset({R.OFFICE}),
    "round.close": frozenset({R.OFFICE}),
    "round.freeze": frozenset({R.OFFICE}),
    "round.publish": frozenset({R.OFFICE}),
    "round.countersign": frozenset({R.LEAD_SUPERVISOR}),  # the second person, from outside the office
    "preset.write": frozenset({R.OFFICE}),
    # ballots
    "ballot.answer": Open.PUBLIC,
    "code.issue": frozenset({R.OFFICE}),
    "turnout.read": frozenset({R.OFFICE, R.SUPERVISOR, R.LEAD_SUPERVISOR}),
    "import.write": frozenset({R.OFFICE}),
    "batch.read": frozenset({R.OFFICE, R.SUPERVISOR, R.LEAD_SUPERVISOR, R.AUDITOR}),
    # results
    "result.read": RESULT_READERS,
    "result.public": Open.PUBLIC,
    "snapshot.read": RESULT_READERS | {R.LEAD_SUPERVISOR, R.LEADER},  # frozen versions before they are published
    "snapshot.sealed": RESULT_READERS,
    "screening.read": RESULT_READERS,
    "screening.decide": frozenset({R.OFFICE}),
    "dashboard.read": READERS,
    # complaints: the public, by tracking code
    "complaint.file": Open.PUBLIC,
    "complaint.track": Open.PUBLIC,
    # complaints: the centre. Leads decide; where two duties meet, the second person may be the lead supervisor
    "complaint.register": CENTRE,
    "complaint.read": CENTRE | SUPERVISORS | {R.AUDITOR},
    "complaint.handle": CENTRE,
    "complaint.rework": CENTRE | SUPERVISORS,  # 二次办理, which supervisors order without reading the content
    "complaint_attachment.read": CENTRE,
    "complaint_attachment.write": CENTRE,
    "complaint_attachment.release": CENTRE,  # what leaves the centre for a unit
    "complaint.decide": frozenset({R.COMPLAINT_LEAD}),
    "complaint.second": frozenset({R.COMPLAINT_LEAD, R.LEAD_SUPERVISOR}),
    "complaint.supervise": SUPERVISORS,
    "complaint.remind": CENTRE | SUPERVISORS,  # 催办; what is above it needs complaint.supervise
    "complaint.retaliation": SUPERVISORS | {R.AUDITOR},
    "complaint.retaliation_settle": SUPERVISORS,
    "complaint.figures": CENTRE | SUPERVISORS | {R.OFFICE, R.LEADER, R.AUDITOR},
    "complaint_policy.read": CENTRE | SUPERVISORS | {R.OFFICE, R.AUDITOR},
    "complaint_policy.write": frozenset({R.COMPLAINT_LEAD}),
    # complaints: the unit, by its transfer orders
    "transfer.read": frozenset({R.LIAISON}),
    "transfer.answer": frozenset({R.LIAISON}),
}

# Roles that no person may hold together (security design, section 2).
_SOLE: Final = (R.SYSADMIN, R.AUDITOR, R.OFFICE, R.LIAISON, R.EVALUATOR)
_COMPLAINT: Final = (R.COMPLAINT_OFFICER, R.COMPLAINT_LEAD)


def exclusive(roles: frozenset[Role]) -> bool:
    """Whether some two of `roles` exclude each other."""
    sole = [role for role in _SOLE if role in roles]
    complaint = [role for role in _COMPLAINT if role in roles]
    barred = {R.LIAISON, R.EVALUATOR, R.SYSADMIN, R.AUDITOR} & roles
    return len(sole) > 1 or bool(complaint and barred) or (R.AUDITOR in roles and len(roles) > 1)


def rule_of(name: str | None) -> Rule | None:
    """The rule of a declared permission; None means: refuse."""
    return TABLE.get(name) if name is not None else None


def permissions_of(roles: frozenset[str]) -> list[str]:
    """Names of the permissions of a logged-in person, beyond what is open to everybody; pages show by them."""
    return sorted(
        name
        for name, rule in TABLE.items()
        if rule is Open.LOGGED_IN or (isinstance(rule, frozenset) and not rule.isdisjoint(roles))
    )


def access_of(name: str) -> Access:
    """A permission as the specification of the API shows it."""
    match TABLE[name]:
        case Open.PUBLIC:
            return Access([], [])
        case Open.METRICS:
            return Access(["metrics"], [])
        case Open.LOGGED_IN:
            return Access(["session"], sorted(role.value for role in Role))
        case roles:
            return Access(["session"], sorted(role.value for role in roles))
