"""All tables of the program in one place, for migrations and their check."""

from backend.audit import models as audit_models
from backend.auth import models as auth_models
from backend.auth import models_grants as grants_models
from backend.auth import models_repeating as repeating_models
from backend.auth.clients import models as clients_models
from backend.ballots import models as ballots_models
from backend.ballots.imports import models as imports_models
from backend.calendar import models as calendar_models
from backend.comments import models as comments_models
from backend.complaints import models as complaints_models
from backend.complaints import records as complaints_records
from backend.complaints import records_requests as complaints_requests
from backend.complaints import searching as complaints_searching
from backend.complaints.attachments import models as complaints_attachments
from backend.core.models import Base
from backend.files import models as files_models
from backend.files.attachments import models as attachments_models
from backend.integration.adapters import models as adapters_models
from backend.integration.bulk import models as bulk_models
from backend.integration.webhooks import models as webhooks_models
from backend.jobs import models as jobs_models
from backend.notices import models as notices_models
from backend.oversight import models as oversight_models
from backend.oversight import models_records as oversight_records
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
    grants_models,
    clients_models,
    repeating_models,
    notices_models,
    units_models,
    rounds_models,
    ballots_models,
    imports_models,
    results_models,
    publishing_models,
    screening_models,
    comments_models,
    complaints_models,
    complaints_records,
    complaints_requests,
    complaints_searching,
    complaints_attachments,
    oversight_models,
    oversight_records,
    bulk_models,
    adapters_models,
    webhooks_models,
)
