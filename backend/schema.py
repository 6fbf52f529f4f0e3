"""All tables of the program in one place, for migrations and their check."""

from backend.audit import models as audit_models
from backend.core.models import Base

metadata = Base.metadata
tables = (audit_models,)
