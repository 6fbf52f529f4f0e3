"""What is sealed where: every column and every stored file that holds a ciphertext of core/sealing.py.

A test holds the list complete against the models: a new binary column is either here or in PLAIN.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, Table, func, select
from sqlalchemy.orm import Session

from backend.core.sealing import place_of
from backend.files.attachments.models import Attachment
from backend.schema import metadata

_REQUEST: Final = ("reason", "decision_note")
_SEALED: Final = {
    "attachment": ("name", "sha256"),
    "case_callback": ("note",),
    "case_conflict": ("reason",),
    "case_event": ("note",),
    "case_extension": _REQUEST,
    "case_message": ("body",),
    "case_pause": _REQUEST,
    "case_result": ("findings", "measures", "reply", "rating_note"),
    "case_return": _REQUEST,
    "case_termination": _REQUEST,
    "complaint_identity": ("sealed",),
    "complaint_original": ("sealed",),
    "identity_access": _REQUEST,
    "repeated_request": ("answer",),
    "retaliation_report": ("body", "outcome"),
    "service_rating": ("comment",),
    "supervision_order": ("demand", "report"),
    "transfer_order": ("matter", "findings", "measures", "draft_reply"),
    "user_account": ("totp_secret",),
    "webhook_endpoint": ("secret", "previous_secret"),
}
PLAIN: Final = frozenset(
    {
        # keyed hashes and digests
        "activation_link.token_hash",
        "api_credential.secret_hash",
        "ballot_code.code_hash",
        "ballot_code.retry_tag",
        "complaint_case.code_hash",
        "complaint_case.pin_hash",
        "complaint_case.request_digest",
        "complaint_case.request_key",
        "complaint_identity.id_index",
        "complaint_identity.phone_index",
        "login_step.token_hash",
        "provider_login.state_hash",
        "recovery_code.code_hash",
        "repeated_request.fingerprint",
        "repeated_request.key_hash",
        "spent_assertion.digest",
        "throttle.key",
        "user_session.family",
        "user_session.previous_hash",
        "user_session.refresh_hash",
        # answers and sums, which say nothing about a person
        "intake.payload",
        "pool.payload",
        "sheet.answers",
        "tally.counts",
        "tally.rate",
        "tally.score",
        "tally_products.sums",
        # published files; `sealed` there means signed and kept from the public
        "snapshot.public",
        "snapshot.sealed",
    }
)
"""Binary columns that are no ciphertexts."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of ciphertexts. `key` is the one column of the primary key: it is part of the place."""

    table: Table
    column: Column[Any]
    key: Column[Any]

    def place(self, row_id: UUID) -> str:
        return place_of(self.table.name, self.column.name, row_id)

    def sealed_by(self, key_id: str) -> Any:
        """The condition that a row is sealed with this key: its first bytes say so."""
        start = header(key_id)
        return func.substr(self.column, 1, len(start)) == start


def sealed_columns() -> Iterator[SealedColumn]:
    """All columns of ciphertexts."""
    for name, columns in _SEALED.items():
        table = metadata.tables[name]
        (key,) = table.primary_key.columns
        for column in columns:
            yield SealedColumn(table, table.c[column], key)


def header(key_id: str, form: bytes = b"\x01") -> bytes:
    """What begins a text (form 1) or a file (form 2) that the key sealed."""
    return form + bytes([len(key_id)]) + key_id.encode()


FILE_COLUMNS: Final = ("original_key", "cleaned_key")


def sealed_files(session: Session, after: UUID | None, limit: int) -> Sequence[Attachment]:
    """The next attachments that have files, in the order of their ids."""
    query = select(Attachment).where(Attachment.original_key.is_not(None)).order_by(Attachment.id).limit(limit)
    return session.scalars(query.where(Attachment.id > after) if after is not None else query).all()
