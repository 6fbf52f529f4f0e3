"""Production does not start unsafely, and says why: M01-M05 and S09 of the security design, decision D11."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from typer.testing import CliRunner, Result

from backend import cli
from backend.auth.policy import Role
from backend.auth.service import create_user
from backend.cli import app as commands
from backend.config import Settings
from backend.core.db import Database
from backend.core.keys import KEY_BYTES, KeyFileError, Keys, load_keys
from backend.main import create_app
from backend.selfcheck.checks import CHECKS, findings
from backend.selfcheck.installation import Installation, Listening
from backend.serving import Server, uvicorn_config
from backend.upkeep.console import examine

ANYWHERE = "0.0.0.0"  # noqa: S104 - what must be refused
Unsafe = Callable[[Installation, Path], Installation]


def with_settings(**changes: Any) -> Unsafe:
    return lambda it, _: replace(it, settings=it.settings.model_copy(update=changes))


def with_listening(**changes: Any) -> Unsafe:
    return lambda it, _: replace(it, listening=replace(it.listening, **changes))


def both(first: Unsafe, second: Unsafe) -> Unsafe:
    return lambda it, folder: second(first(it, folder), folder)


def with_debug(it: Installation, _: Path) -> Installation:
    it.application.debug = True
    return it


def with_docs(it: Installation, _: Path) -> Installation:
    it.application.docs_url = "/docs"
    return it


def with_cors(it: Installation, _: Path) -> Installation:
    it.application.add_middleware(CORSMiddleware, allow_origins=["*"])
    return it


def opened(name: str, mode: int) -> Unsafe:
    def change(it: Installation, folder: Path) -> Installation:
        path = folder / name
        if not path.exists():
            path.touch()
        path.chmod(mode)
        return replace(it, listening=replace(it.listening, tls_key=folder / "key.pem", tls_cert=folder / "cert.pem"))

    return change


def as_root(it: Installation, _: Path) -> Installation:
    return it  # `geteuid` is replaced by the test


UNSAFE: dict[str, list[Unsafe]] = {
    "plain_http": [with_listening(host=host) for host in (ANYWHERE, "::", "192.168.1.2", "pingyi.example.cn")],
    "half_certificate": [with_listening(tls_cert=Path("c.pem")), with_listening(tls_key=Path("k.pem"))],
    "proxy_of_anybody": [
        with_listening(trusted_proxy=proxy) for proxy in ("*", "0.0.0.0/0", "::/0", "127.0.0.1,*", "proxy", "")
    ],
    "development": [
        both(with_settings(env=env), with_listening(host="10.0.0.1", tls_cert=Path("c"), tls_key=Path("k")))
        for env in ("development", "test")
    ],
    "debug": [
        with_debug,
        with_listening(reload=True),
        lambda it, _: replace(it, environment={"PYTHONDEVMODE": "1"}),
        lambda it, _: replace(it, environment={"PYTHONASYNCIODEBUG": "1"}),
    ],
    "docs": [with_docs],
    "cors": [with_cors],
    "base_url_plain": [with_settings(base_url=url) for url in ("http://pingyi.example.cn", "http://10.0.0.1:8000")],
    "base_url_unsound": [
        with_settings(base_url=url)
        for url in ("pingyi.example.cn", "https://", "https://a@x.cn", "https://x.cn/?a", "https://x.cn/sub")
    ],
    "base_url_local": [
        both(with_settings(base_url="https://127.0.0.1"), with_listening(trusted_proxy="127.0.0.1")),
        both(
            with_settings(base_url="https://0.0.0.0:443"),
            with_listening(host=ANYWHERE, tls_cert=Path("c"), tls_key=Path("k")),
        ),
    ],
    "folder_open": [opened(".", 0o750), opened(".", 0o701), opened("files", 0o755)],
    "database_open": [opened("pingyi.db", 0o640), opened("pingyi.db", 0o604), opened("pingyi.db-wal", 0o644)],
    "key_folder_writable": [
        lambda it, folder: with_settings(keys_file=folder / "shared" / "keys.json")(
            opened("shared", 0o777)(it, folder), folder
        )
    ],
    "keys_among_files": [lambda it, folder: with_settings(keys_file=folder / "files" / "keys.json")(it, folder)],
    "tls_key_open": [opened("key.pem", 0o644)],
    "demo_data": [lambda it, _: replace(it, holds_demo_data=True)],
    "database_unencrypted": [with_settings(database_url="postgresql+psycopg://pingyi@10.0.0.2/pingyi")],
    "no_scanner": [with_settings(clamd="")],
    "root": [as_root],
}
CASES = [(name, number) for name, unsafe in UNSAFE.items() for number in range(len(unsafe))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data folder of a sound installation."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    for name in ("files", "shared"):
        (folder / name).mkdir(mode=0o700)
    for name in ("pingyi.db", "key.pem", "cert.pem"):
        (folder / name).touch(mode=0o600)
    return folder


@pytest.fixture
def sound(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """An installation as the operations document makes it: behind a proxy on the same machine."""
    monkeypatch.setattr(os, "geteuid", lambda: 999)
    settings = Settings(
        env="production", data_dir=folder, base_url="https://pingyi.example.cn", clamd="/run/clamav/clamd.ctl"
    )
    return Installation(
        settings,
        Listening(trusted_proxy="127.0.0.1"),
        FastAPI(openapi_url=None, docs_url=None, redoc_url=None),
        False,
        {},
    )


def ids(installation: Installation) -> list[str]:
    return [check.id for check in findings(installation)]


def test_every_check_has_its_unsafe_installations() -> None:
    assert [check.id for check in CHECKS] == list(dict.fromkeys(check.id for check in CHECKS))
    assert UNSAFE.keys() == {check.id for check in CHECKS}
    assert all(check.text.zh and check.text.en for check in CHECKS)


def test_m00_a_sound_installation_has_no_finding(sound: Installation) -> None:
    assert ids(sound) == []
    for proxy in ("10.1.2.3", "10.1.2.0/24", "::1", "127.0.0.1, 10.0.0.1"):
        assert ids(replace(sound, listening=Listening(trusted_proxy=proxy))) == []
    served = Listening(ANYWHERE, Path("cert.pem"), Path("key.pem"))
    assert ids(replace(sound, listening=served)) == []
    for url in ("postgresql+psycopg://p@/p", "postgresql+psycopg://p@10.0.0.2/p?sslmode=verify-full"):
        assert ids(with_settings(database_url=url)(sound, Path())) == []


@pytest.mark.parametrize(("check_id", "number"), CASES)
def test_m01_to_m05_what_is_unsafe_is_found(
    sound: Installation, folder: Path, monkeypatch: pytest.MonkeyPatch, check_id: str, number: int
) -> None:
    if check_id == "root":
        monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert check_id in ids(UNSAFE[check_id][number](sound, folder))


@pytest.mark.parametrize("env", ["demo", "development", "test"])
def test_elsewhere_only_what_protects_others_is_insisted_on(sound: Installation, folder: Path, env: str) -> None:
    elsewhere = with_settings(env=env, base_url="http://x.cn", clamd="")(sound, folder)
    assert ids(with_debug(elsewhere, folder)) == []
    assert "plain_http" in ids(with_listening(host=ANYWHERE)(elsewhere, folder))
    assert "proxy_of_anybody" in ids(with_listening(trusted_proxy="*")(elsewhere, folder))


def test_the_program_itself_has_no_docs_no_cors_and_no_debugging(settings: Settings) -> None:
    for path in settings.data_dir.glob("pingyi.db*"):
        path.chmod(0o600)
    production = settings.model_copy(update={"env": "production", "base_url": "https://pingyi.example.cn"})
    application = create_app(production)
    found = {check.id for check in examine(production, Listening(), application)}
    application.state.database.close()
    assert found <= {"no_scanner", "root"}


def test_m04_the_environment_cannot_make_everybody_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    config = uvicorn_config(FastAPI(), "127.0.0.1", 0)
    assert not config.proxy_headers
    assert config.forwarded_allow_ips == ""
    assert uvicorn_config(FastAPI(), "127.0.0.1", 0, trusted_proxy="10.0.0.1").forwarded_allow_ips == "10.0.0.1"


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command in production on this database; `Server.run` would serve until it is told to end."""
    monkeypatch.setattr(Server, "run", lambda _: None)
    for name in [name for name in os.environ if name.startswith("PINGYI_")]:
        monkeypatch.delenv(name)
    given = {
        "PINGYI_ENV": "production",
        "PINGYI_DATA_DIR": str(settings.data_dir),
        "PINGYI_DATABASE_URL": settings.database,
        "PINGYI_BASE_URL": "https://pingyi.example.cn",
    }

    def call(*arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(commands, arguments, env=given | environment)

    for path in settings.data_dir.glob("pingyi.db*"):
        path.chmod(0o600)
    return call


def test_m05_serve_refuses_and_names_each_reason(run: Callable[..., Result]) -> None:
    assert run("serve").exit_code == 0
    refused = run("serve", "--host", ANYWHERE, "--trusted-proxy", "*", PINGYI_BASE_URL="http://pingyi.example.cn")
    assert refused.exit_code == 1
    for check_id in ("plain_http", "proxy_of_anybody", "base_url_plain"):
        assert f"[{check_id}]" in refused.stderr
    assert "明文" in refused.stderr
    assert "Plain http" in refused.stderr
    assert "no_scanner" not in refused.stderr


@pytest.mark.parametrize(("check_id", "change"), [("docs", with_docs), ("cors", with_cors), ("debug", with_debug)])
def test_m01_m02_m03_serve_refuses_a_program_that_was_built_open(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, check_id: str, change: Unsafe
) -> None:
    def built_open(settings: Settings, keys: Keys) -> FastAPI:
        application = create_app(settings, keys)
        change(Installation(settings, Listening(), application, False, {}), settings.data_dir)
        return application

    assert run("serve").exit_code == 0
    monkeypatch.setattr(cli, "create_app", built_open)
    refused = run("serve")
    assert refused.exit_code == 1
    assert f"[{check_id}]" in refused.stderr


def test_check_prints_the_same_list_and_never_starts(run: Callable[..., Result]) -> None:
    fine = run("check")
    assert fine.exit_code == 0
    assert "no_scanner" in fine.stdout
    wrong = run("check", "--trusted-proxy", "*")
    assert wrong.exit_code == 1
    assert "[proxy_of_anybody]" in wrong.stdout


def test_m01_demonstration_data_in_production(run: Callable[..., Result], database: Database) -> None:
    assert run("serve").exit_code == 0
    with database.write() as session:
        create_user(session, "command", username="demo-office", display_name="测试", roles=[Role.OFFICE])
    refused = run("serve")
    assert refused.exit_code == 1
    assert "[demo_data]" in refused.stderr
    assert run("serve", PINGYI_ENV="demo").exit_code == 0


def _filled(byte: int) -> str:
    return bytes([byte] * KEY_BYTES).hex()


EXAMPLES = {
    "zeros": _filled(0),
    "letters": b"change-me-change-me-change-me-32".hex(),
    "a sentence": b"The quick brown fox jumps over a".hex(),
    "counted": bytes(range(KEY_BYTES)).hex(),
    "counted down in threes": bytes((200 - 3 * n) % 256 for n in range(KEY_BYTES)).hex(),
    "a pattern": (bytes.fromhex("deadbeef") * 8).hex(),
}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("purpose", ["token_keys", "seal_keys", "signing_keys", "pepper"])
def test_s09_example_keys_are_refused(settings: Settings, run: Callable[..., Result], purpose: str, name: str) -> None:
    path = settings.keys_path
    content = json.loads(path.read_text())
    if purpose == "pepper":
        content["pepper"] = EXAMPLES[name]
    else:
        content[purpose] = dict.fromkeys(content[purpose], EXAMPLES[name])
    path.write_text(json.dumps(content))
    with pytest.raises(KeyFileError, match="example"):
        load_keys(path)
    refused = run("serve")
    assert refused.exit_code == 1
    assert "example" in refused.stderr
    assert EXAMPLES[name] not in refused.output


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda content: content | {"pepper": "ab" * 31}, "shorter"),
        (lambda content: content | {"metrics_token": "short"}, "shorter"),
        (lambda content: content | {"metrics_token": "x" * 43}, "example"),
        (lambda content: content | {"pepper": next(iter(content["seal_keys"].values()))}, "the same"),
    ],
)
def test_s09_short_filled_and_repeated_keys_are_refused(
    settings: Settings, run: Callable[..., Result], change: Callable[[dict[str, Any]], dict[str, Any]], reason: str
) -> None:
    path = settings.keys_path
    assert run("serve").exit_code == 0
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    refused = run("serve")
    assert refused.exit_code == 1
    assert reason in refused.stderr


def test_s09_a_missing_or_readable_key_file_is_refused(settings: Settings, run: Callable[..., Result]) -> None:
    settings.keys_path.chmod(0o640)
    assert "chmod 600" in run("serve").stderr
    settings.keys_path.unlink()
    refused = run("serve")
    assert refused.exit_code == 1
    assert "pingyi init" in refused.stderr
