"""Settings of one installation, from PINGYI_* environment variables."""

import hashlib
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url

_PROJECT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """Settings cannot work; the text names the one that is wrong, and why."""


class Settings(BaseSettings):
    """Every setting has a safe default; secrets are not settings but live in the key file."""

    model_config = SettingsConfigDict(env_prefix="PINGYI_", extra="ignore")

    env: Literal["production", "demo", "development", "test"] = "production"
    data_dir: Path = Path("var")
    database_url: str = Field("", description="Empty: an SQLite file in the data folder")
    database_owner_url: str = Field("", description="Owner of the tables on PostgreSQL, for `pingyi migrate` only")
    keys_file: Path | None = Field(None, description="Empty: keys.json in the data folder")
    frontend_dir: Path = _PROJECT / "frontend" / "dist"
    site_name: str = Field("", max_length=40, description="The office's name, shown in the header")
    base_url: str = Field("http://127.0.0.1:8000", description="What printed links begin with")
    open311_jurisdiction: str = Field(
        "", max_length=100, description="What Open311 calls this installation; empty: the host of the base URL"
    )
    log_json: bool = True
    run_worker: bool = Field(True, description="Run jobs and what comes back regularly in threads of this process")
    smtp_host: str = Field("", description="Empty: no mail is sent")
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = Field("", description="Empty: no login; the password is in the key file")
    smtp_from: str = Field("", description="The address that mail comes from")
    smtp_ca_file: Path | None = Field(None, description="Empty: the authorities that the system trusts")
    egress_allow: str = Field("", description="Machines that requests may go to; see backend/egress/destinations.py")
    egress_ca_file: Path | None = Field(None, description="Empty: the authorities that the system trusts")
    oidc_issuer: str = Field("", max_length=255, description="Empty: nobody logs in through an identity provider")
    oidc_client_id: str = Field("", description="What the provider calls us; the secret is in the key file")
    oidc_algorithms: str = Field("RS256 ES256", description="What its ID tokens may be signed with")

    record_hash: Literal["sha256", "sm3"] = Field("sha256", description="What the record is chained with from now on")
    keep_sessions_days: int = Field(30, ge=1, description="Sessions after their last use")
    keep_throttle_days: int = Field(1, ge=1, description="Counters against guessing")
    keep_identity_days: int = Field(365, ge=1, description="Who complained, after the case ended")
    keep_case_text_days: int = Field(1095, ge=1, description="Texts and attachments, after the case ended")
    keep_codes_days: int = Field(90, ge=1, description="Hashes of codes, after the last publication")
    keep_sheets_days: int = Field(90, ge=1, description="Sheets, after the last publication")
    keep_bulk_days: int = Field(90, ge=1, description="Bulk jobs and the outcomes of their rows, after their end")
    backup_recipient: str = Field("", description="Public key (age1...) that backups are encrypted for")
    second_factor: Literal["", "required", "offered"] = Field(
        "", description="For the roles that decide; empty: required in production, offered elsewhere"
    )
    password_policy: Literal["djbh", "asvs"] = Field("djbh", description="See backend/auth/passwords.py")
    clamd: str = Field("", description="Virus scanner: path of clamd's socket, or host:port on this machine")

    @field_validator("clamd")
    @classmethod
    def _on_this_machine(cls, value: str) -> str:
        """clamd speaks without encryption, so what people attach may not be sent to it over a network."""
        if not value or value.startswith("/"):
            return value
        found = re.fullmatch(r"\[?([0-9a-f.:]+?)\]?:([0-9]{1,5})", value)
        if found is None or not ip_address(found[1]).is_loopback or not 0 < int(found[2]) < 65536:
            raise ValueError("PINGYI_CLAMD is the path of a socket, or an address of this machine: 127.0.0.1:3310")
        return value

    @field_validator("record_hash")
    @classmethod
    def _is_here(cls, value: str) -> str:
        if value not in hashlib.algorithms_available:
            raise ValueError(f"PINGYI_RECORD_HASH: the cryptographic library of this system has no {value}")
        return value

    @property
    def requires_second_factor(self) -> bool:
        return (self.second_factor or ("required" if self.env == "production" else "offered")) == "required"

    @property
    def passwords_expire(self) -> bool:
        return self.password_policy == "djbh"  # noqa: S105 names a policy

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'pingyi.db'}"

    @property
    def database_place(self) -> str:
        """The database as it may be shown: without a password."""
        return make_url(self.database).render_as_string(hide_password=True)

    @property
    def keys_path(self) -> Path:
        return self.keys_file or self.data_dir / "keys.json"

    @property
    def witness_path(self) -> Path:
        """The newest checkpoint, beside the key file: a database that is put back does not bring it along."""
        return self.keys_path.with_name("witness.json")

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"
