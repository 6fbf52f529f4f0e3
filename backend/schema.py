"""All tables of the program in one place, for migrations and their check."""

from backend.audit import models as audit_models
from backend.auth import models as auth_models
from backend.ballots import models as ballots_models
from backend.ballots.imports import models as imports_models
from backend.calendar import models as calendar_models
from backend.complaints import models as complaints_models
from backend.complaints import records as complaints_records
from backend.complaints import records_requests as complaints_requests
from backend.complaints import searching as complaints_searching
from backend.complaints.attachments import models as complaints_attachments
from backend.core.models import Base
from backend.files import models as files_models
from backend.files.attachments import models as attachments_models
from backend.jobs import models as jobs_models
from backend.notices import models as notices_models
from backend.results import models as results_models
from backend.results.publishing import models as publishing_models
from backend.results.screening import models as screening_models
from backend.rounds import models as rounds_models
from backend.units import models as units_models

metadata = Base.metadata
tables = (
    audit_models,
    calendar_models,
    files_models,
    attachments_models,
    jobs_models,
    auth_models,
    notices_models,
    units_models,
    rounds_models,
    ballots_models,
    imports_models,
    results_models,
    publishing_models,
    screening_models,
    complaints_models,
    complaints_records,
    complaints_requests,
    complaints_searching,
    complaints_attachments,
)
