"""Which notices a person sees: the own ones whose time has come, and nobody else's, whatever the role."""

from datetime import datetime

from sqlalchemy import Select, select

from backend.core.principal import Principal
from backend.notices.models import Notice


def visible_notices(principal: Principal, now: datetime) -> Select[Notice]:
    """The notices that `principal` may see at `now`."""
    return select(Notice).where(Notice.user_id == principal.user_id, Notice.not_before <= now)
