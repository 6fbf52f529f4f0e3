"""Which jobs a person sees: the own ones; the office and the auditor see all."""

from sqlalchemy import Select, select

from backend.core.principal import Principal
from backend.jobs.models import Job

_SEE_ALL = frozenset({"office", "auditor"})


def visible_jobs(principal: Principal) -> Select[Job]:
    """The jobs that `principal` may see."""
    jobs = select(Job)
    return jobs if principal.roles & _SEE_ALL else jobs.where(Job.created_by == principal.user_id)
