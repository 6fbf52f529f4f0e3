"""Settings of one installation, from PINGYI_* environment variables."""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting has a safe default; secrets are not settings but live in the key file."""

    model_config = SettingsConfigDict(env_prefix="PINGYI_", extra="ignore")

    env: Literal["production", "demo", "development", "test"] = "production"
    data_dir: Path = Path("var")
    database_url: str = Field("", description="Empty: an SQLite file in the data folder")
    keys_file: Path | None = Field(None, description="Empty: keys.json in the data folder")
    frontend_dir: Path = _PROJECT / "frontend" / "dist"
    site_name: str = Field("", max_length=40, description="The office's name, shown in the header")
    base_url: str = Field("http://127.0.0.1:8000", description="What printed links begin with")
    log_json: bool = True
    run_worker: bool = Field(True, description="Run jobs and what comes back regularly in threads of this process")
    smtp_host: str = Field("", description="Empty: no mail is sent")
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = Field("", description="Empty: no login; the password is in the key file")
    smtp_from: str = Field("", description="The address that mail comes from")
    smtp_ca_file: Path | None = Field(None, description="Empty: the authorities that the system trusts")

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

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'pingyi.db'}"

    @property
    def keys_path(self) -> Path:
        return self.keys_file or self.data_dir / "keys.json"

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"
