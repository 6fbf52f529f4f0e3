"""Which jobs somebody sees: the own ones; the auditor sees all, the office all but those of the auditor."""

from sqlalchemy import Select, select

from backend.core.principal import Caller, Client
from backend.jobs.models import Job

_OF_AUDITORS = "audit."
"""How kinds of jobs begin whose results tell of the record."""


def visible_jobs(principal: Caller) -> Select[Job]:
    """The jobs that a person or a client system may see."""
    jobs = select(Job)
    if isinstance(principal, Client):
        return jobs.where(Job.created_by == principal.client_id)
    if "auditor" in principal.roles:
        return jobs
    if "office" in principal.roles:
        return jobs.where(~Job.kind.startswith(_OF_AUDITORS))
    return jobs.where(Job.created_by == principal.user_id)
