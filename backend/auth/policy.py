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


class Scope(StrEnum):
    """What a client system may be given (integration contract). Nothing but these words opens a route to it."""

    COMPLAINTS_CREATE = "complaints:create"
    COMPLAINTS_READ = "complaints:read"
    COMPLAINTS_TRANSITION = "complaints:transition"
    ATTACHMENTS_WRITE = "attachments:write"
    RECORDS_READ = "records:read"
    RECORDS_WRITE = "records:write"
    EVENTS_READ = "events:read"
    WEBHOOKS_MANAGE = "webhooks:manage"
    STATS_READ = "stats:read"
    BULK_WRITE = "bulk:write"
    OPEN311 = "open311"


SCOPE_TEXTS: Final[dict[Scope, str]] = {
    Scope.COMPLAINTS_CREATE: "Register complaints, and add what the complainant says later",
    Scope.COMPLAINTS_READ: "Read the state of the complaints that this client registered",
    Scope.COMPLAINTS_TRANSITION: "Relay what the complainant decides: rating, withdrawal, review",
    Scope.ATTACHMENTS_WRITE: "Add files to the complaints that this client registered",
    Scope.RECORDS_READ: "Read service matters and records of the own units",
    Scope.RECORDS_WRITE: "Push service records and ratings of the own units",
    Scope.EVENTS_READ: "Read the change feed",
    Scope.WEBHOOKS_MANAGE: "Manage the own webhook endpoints",
    Scope.STATS_READ: "Read figures as they are published",
    Scope.BULK_WRITE: "Send records in bulk",
    Scope.OPEN311: "Use the Open311 interface",
}


class Open(StrEnum):
    """Permissions that need no role."""

    PUBLIC = "public"  # anybody, without a session
    METRICS = "metrics"  # the bearer of the metrics token of the key file
    LOGGED_IN = "logged_in"  # any person with a session
    INCOMPLETE = "incomplete"  # the same, even if a password or second factor must be set before anything else


Rule = Open | frozenset[Role | Scope]

R = Role
STAFF: Final[frozenset[Role | Scope]] = frozenset(Role)
READERS: Final = STAFF - {R.SYSADMIN}
RESULT_READERS: Final = frozenset({R.OFFICE, R.AUDITOR})
CENTRE: Final = frozenset({R.COMPLAINT_OFFICER, R.COMPLAINT_LEAD})
SUPERVISORS: Final = frozenset({R.SUPERVISOR, R.LEAD_SUPERVISOR})

OVERSEERS: Final = SUPERVISORS | {R.OFFICE, R.LEADER, R.AUDITOR}

# Who must have a second factor where one is required (security design, S05).
SECOND_FACTOR: Final = CENTRE | {R.OFFICE, R.AUDITOR, R.SYSADMIN, R.LEAD_SUPERVISOR}

TABLE: Final[dict[str, Rule]] = {
    # system
    "system.probe": Open.PUBLIC,
    "system.info": Open.PUBLIC,
    "system.metrics": Open.METRICS,
    "system.check": frozenset({R.SYSADMIN, R.AUDITOR}),  # how safely this server is set up; no secrets
    "page.view": Open.PUBLIC,
    # own account
    "auth.enter": Open.PUBLIC,
    "auth.complete": Open.INCOMPLETE,
    "auth.self": Open.LOGGED_IN,
    # users
    "user.read": frozenset({R.SYSADMIN, R.AUDITOR}),
    "user.write": frozenset({R.SYSADMIN}),
    # the record
    "audit.checkpoints": Open.PUBLIC,
    "audit.acknowledge": frozenset({R.AUDITOR}),
    "audit.read": frozenset({R.AUDITOR}),
    "audit.export": frozenset({R.AUDITOR}),
    "audit.verify": frozenset({R.AUDITOR}),
    "right.read": frozenset({R.SYSADMIN, R.AUDITOR}),  # this table, and who holds which role
    "grant.read": frozenset({R.SYSADMIN, R.AUDITOR}),
    "grant.decide": frozenset({R.AUDITOR}),  # the second person; proposing belongs to user.write
    # notices
    "notice.self": Open.LOGGED_IN,
    # client systems: their tokens, and who lets them in
    "client.enter": Open.PUBLIC,
    "client.read": frozenset({R.SYSADMIN, R.OFFICE, R.AUDITOR}),
    "client.write": frozenset({R.SYSADMIN}),
    "client.self": frozenset(Scope),
    "bulk.write": frozenset({Scope.BULK_WRITE}),
    "source_record.write": frozenset({Scope.RECORDS_WRITE}),
    "source_record.read": frozenset({Scope.RECORDS_READ, Scope.RECORDS_WRITE}),
    # what client systems are told: the change feed, and webhooks, which people look at and stop
    "event.read": frozenset({Scope.EVENTS_READ}),
    "webhook.read": frozenset({Scope.WEBHOOKS_MANAGE, R.OFFICE, R.AUDITOR, R.SYSADMIN}),
    "webhook.stop": frozenset({Scope.WEBHOOKS_MANAGE, R.SYSADMIN}),
    "webhook.manage": frozenset({Scope.WEBHOOKS_MANAGE}),
    # jobs
    "job.read": STAFF | {Scope.BULK_WRITE},
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
    # comments: who reads which and when is in comments/access.py
    "comment.read": RESULT_READERS | SUPERVISORS | {R.LEADER, R.LIAISON},
    "comment.moderate": frozenset({R.OFFICE}),
    "comment.export": frozenset({R.OFFICE, R.LIAISON}),
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
    # complaints of client systems, and the words of those systems
    "intake.create": frozenset({Scope.COMPLAINTS_CREATE}),
    "intake.read": frozenset({Scope.COMPLAINTS_READ}),
    "intake.add": frozenset({Scope.COMPLAINTS_CREATE, Scope.COMPLAINTS_TRANSITION}),
    "intake.decide": frozenset({Scope.COMPLAINTS_TRANSITION}),
    "intake.attach": frozenset({Scope.ATTACHMENTS_WRITE}),
    "adapter.read": CENTRE | {R.SYSADMIN, R.AUDITOR, Scope.COMPLAINTS_CREATE, Scope.COMPLAINTS_READ},
    "adapter.write": frozenset({R.COMPLAINT_LEAD}),
    # Open311: reading is open to everybody; who files shows an API key, which the facade looks at itself
    "open311.read": Open.PUBLIC,
    "open311.file": Open.PUBLIC,
    # complaints: the unit, by its transfer orders
    "transfer.read": frozenset({R.LIAISON}),
    "transfer.answer": frozenset({R.LIAISON}),
    # oversight: liaisons see what belongs to the own unit (oversight/access.py)
    "service_matter.read": OVERSEERS | {R.LIAISON},
    "service_matter.write": frozenset({R.OFFICE}),
    "service_record.read": OVERSEERS | {R.LIAISON},
    "service_record.write": frozenset({R.OFFICE}),
    "card.read": OVERSEERS | {R.LIAISON},
    "card.answer": frozenset({R.LIAISON}),
    "card.decide": SUPERVISORS | {R.OFFICE},
    "rating.read": OVERSEERS | {R.LIAISON},
    "rating.write": frozenset({R.OFFICE}),
    "rating.answer": frozenset({R.LIAISON, R.OFFICE}),
    "rating.decide": SUPERVISORS | {R.OFFICE},
    "indicator.read": OVERSEERS | {R.LIAISON},
}

# Roles that no person may hold together (security design, section 2).
_ALONE: Final = (R.SYSADMIN, R.AUDITOR)  # beside no other role at all
_SOLE: Final = (R.OFFICE, R.LIAISON, R.EVALUATOR)
_COMPLAINT: Final = (R.COMPLAINT_OFFICER, R.COMPLAINT_LEAD)


FOUR_EYES: Final = frozenset(Role) - {R.LIAISON, R.LEADER}
"""Roles that the system administrator proposes and an auditor gives (security design, section 2)."""


def exclusive(roles: frozenset[Role]) -> bool:
    """Whether some two of `roles` exclude each other."""
    alone = len(roles) > 1 and not roles.isdisjoint(_ALONE)
    complaint = not roles.isdisjoint(_COMPLAINT) and not roles.isdisjoint({R.LIAISON, R.EVALUATOR})
    return alone or complaint or len(roles.intersection(_SOLE)) > 1


def rule_of(name: str | None) -> Rule | None:
    """The rule of a declared permission; None means: refuse."""
    return TABLE.get(name) if name is not None else None


def permissions_of(roles: frozenset[str]) -> list[str]:
    """Names of the permissions of a logged-in person, beyond what is open to everybody; pages show by them."""
    return sorted(
        name
        for name, rule in TABLE.items()
        if rule in (Open.LOGGED_IN, Open.INCOMPLETE) or (isinstance(rule, frozenset) and not rule.isdisjoint(roles))
    )


def access_of(name: str) -> Access:
    """A permission as the specification of the API shows it. Of several scopes any one is enough."""
    match TABLE[name]:
        case Open.PUBLIC:
            return Access([], [])
        case Open.METRICS:
            return Access([{"metrics": []}], [])
        case Open.LOGGED_IN | Open.INCOMPLETE:
            return Access([{"session": []}], sorted(role.value for role in Role))
        case holders:
            roles = sorted(role.value for role in Role if role in holders)
            clients: list[dict[str, list[str]]] = [{"client": [scope.value]} for scope in Scope if scope in holders]
            return Access([{"session": []}, *clients] if roles else clients, roles)
