"""Files of a case from upload to deletion: who brings them, who may open them, what a unit gets."""

from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.complaints.attachments.models import AttachmentSource, CaseAttachment
from backend.complaints.bodies import IssueReplyBody, ReturnBody
from backend.complaints.kinds import IdentityMode
from backend.complaints.records import CaseEvent
from tests.complaints.at_centre import Office
from tests.complaints.conftest import NOTE, read
from tests.complaints.test_transfers import dispatched, seat
from tests.complaints.with_files import at, files_of, kept, release, send, sent, upload, uploaded
from tests.conftest import Login
from tests.files.samples import CANARY, docx, jpg, mp4, pdf
