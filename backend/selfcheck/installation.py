"""An installation as the self-check looks at it (checks.py): its settings, how it is to listen, files and rights."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI
from sqlalchemy import make_url
from starlette.middleware.cors import CORSMiddleware

from backend.config import Settings
from backend.core.hosts import is_loopback

_DEBUG_VARIABLES: Final = ("PYTHONDEVMODE", "PYTHONASYNCIODEBUG", "PYTHONINSPECT")


@dataclass(frozen=True, slots=True)
class Listening:
    """How `pingyi serve` is asked to listen: its options."""

    host: str = "127.0.0.1"
    tls_cert: Path | None = None
    tls_key: Path | None = None
    trusted_proxy: str | None = None
    reload: bool = False


@dataclass(frozen=True, slots=True)
class Installation:
    """What the checks look at. `holds_demo_data`: the database has accounts or cases of the demonstration."""

    settings: Settings
    listening: Listening
    application: FastAPI
    holds_demo_data: bool
    environment: Mapping[str, str]

    @property
    def base_host(self) -> str:
        return urlsplit(self.settings.base_url).hostname or ""

    @property
    def database_file(self) -> Path | None:
        """The file of an SQLite database."""
        url = make_url(self.settings.database)
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def plain_http(it: Installation) -> bool:
    return it.listening.tls_cert is None and not is_loopback(it.listening.host)


def half_certificate(it: Installation) -> bool:
    return (it.listening.tls_cert is None) != (it.listening.tls_key is None)


def tls_key_open(it: Installation) -> bool:
    return it.listening.tls_key is not None and open_to(it.listening.tls_key, stat.S_IRWXO)


def development(it: Installation) -> bool:
    return it.settings.env in ("development", "test") and not is_loopback(it.listening.host)


def debug(it: Installation) -> bool:
    return it.application.debug or it.listening.reload or any(it.environment.get(name) for name in _DEBUG_VARIABLES)


def docs(it: Installation) -> bool:
    return any((it.application.docs_url, it.application.redoc_url, it.application.openapi_url))


def cors(it: Installation) -> bool:
    return any(entry.cls is CORSMiddleware for entry in it.application.user_middleware)  # type: ignore[comparison-overlap]


def proxy_of_anybody(it: Installation) -> bool:
    """Whoever is trusted says where a request came from: `*` or everybody's network lets the client say it."""
    if it.listening.trusted_proxy is None:
        return False
    for part in it.listening.trusted_proxy.split(","):
        try:
            if ip_network(part.strip(), strict=False).prefixlen == 0:
                return True
        except ValueError:
            return True
    return False


def base_url_plain(it: Installation) -> bool:
    return urlsplit(it.settings.base_url).scheme != "https" and not is_loopback(it.base_host)


def base_url_unsound(it: Installation) -> bool:
    parts = urlsplit(it.settings.base_url)
    return (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username is not None
        or bool(parts.query or parts.fragment)
        or parts.path not in ("", "/")
    )


def base_url_local(it: Installation) -> bool:
    reached = not is_loopback(it.listening.host) or it.listening.trusted_proxy is not None
    return reached and (is_loopback(it.base_host) or it.base_host in ("0.0.0.0", "::"))  # noqa: S104 - a comparison


def folder_open(it: Installation) -> bool:
    return any(open_to(path, stat.S_IRWXG | stat.S_IRWXO) for path in (it.settings.data_dir, it.settings.files_dir))


def database_open(it: Installation) -> bool:
    main = it.database_file
    if main is None:
        return False
    files = (main, main.with_name(f"{main.name}-wal"))
    return any(open_to(path, stat.S_IRWXG | stat.S_IRWXO) for path in files)


def key_folder_writable(it: Installation) -> bool:
    return open_to(it.settings.keys_path.parent, stat.S_IWGRP | stat.S_IWOTH)


def keys_among_files(it: Installation) -> bool:
    return it.settings.keys_path.resolve().is_relative_to(it.settings.files_dir.resolve())


def database_unencrypted(it: Installation) -> bool:
    url = make_url(it.settings.database)
    remote = bool(url.host) and not is_loopback(url.host or "") and not (url.host or "").startswith("/")
    return remote and url.query.get("sslmode") not in ("require", "verify-ca", "verify-full")


def open_to(path: Path, bits: int) -> bool:
    """Whether somebody of `bits` may do something with a file or folder; one that is not there is not open."""
    try:
        return bool(path.stat().st_mode & bits)
    except FileNotFoundError:
        return False


# What the checks looked at, for the page 安全自检: values in any language, never a secret.


def nothing(_: Installation) -> str:
    return ""


def address(it: Installation) -> str:
    return f"{'http' if it.listening.tls_cert is None else 'https'}, {it.listening.host}"


def tls_options(it: Installation) -> str:
    given = {"--tls-cert": it.listening.tls_cert, "--tls-key": it.listening.tls_key}
    return ", ".join(name for name, path in given.items() if path is not None)


def proxies(it: Installation) -> str:
    return it.listening.trusted_proxy or ""


def environment(it: Installation) -> str:
    return f"{it.settings.env}, {it.listening.host}"


def debugging(it: Installation) -> str:
    on = {"debug": it.application.debug, "--reload": it.listening.reload}
    return ", ".join(
        [*(name for name in on if on[name]), *(name for name in _DEBUG_VARIABLES if it.environment.get(name))]
    )


def docs_pages(it: Installation) -> str:
    pages = (it.application.docs_url, it.application.redoc_url, it.application.openapi_url)
    return ", ".join(page for page in pages if page)


def base_address(it: Installation) -> str:
    """Without what may be a password: a base URL that carries one is unsound."""
    parts = urlsplit(it.settings.base_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def folder_modes(it: Installation) -> str:
    return _modes(it.settings.data_dir, it.settings.files_dir)


def database_modes(it: Installation) -> str:
    main = it.database_file
    return "PostgreSQL" if main is None else _modes(main, main.with_name(f"{main.name}-wal"))


def key_folder_mode(it: Installation) -> str:
    return _modes(it.settings.keys_path.parent)


def tls_key_mode(it: Installation) -> str:
    return "" if it.listening.tls_key is None else _modes(it.listening.tls_key)


def database_encryption(it: Installation) -> str:
    url = make_url(it.settings.database)
    if url.get_backend_name() == "sqlite":
        return "SQLite"
    return f"{url.host or 'socket'}, sslmode={url.query.get('sslmode', 'prefer')}"


def scanner(it: Installation) -> str:
    return it.settings.clamd


def user(_: Installation) -> str:
    return f"uid {os.geteuid()}"


def _modes(*paths: Path) -> str:
    """Permissions of those that are there: `700, 600`."""
    return ", ".join(f"{stat.S_IMODE(path.stat().st_mode):o}" for path in paths if path.exists())
