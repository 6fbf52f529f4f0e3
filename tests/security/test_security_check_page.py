"""The page 安全自检: who reads it, that it shows the start-up rules as they are, and what only the server knows (T27)."""

import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine, make_url, text

from backend.audit.checkpoints import make_checkpoint
from backend.audit.models import AuditEvent
from backend.audit.record import BACKUP, COMMAND, record
from backend.audit.witness import Witness
from backend.auth.models import UserAccount
from backend.auth.policy import Role
from backend.auth.service import create_user
from backend.config import Settings
from backend.core import clock
from backend.core.db import Database
from backend.migrating import grant_tables
from backend.selfcheck import running
from backend.selfcheck.checks import CHECKS
from backend.selfcheck.installation import Listening
from tests.conftest import Client, Login, worker_name
from tests.emptying import empty_postgresql
from tests.files.clamd import Clamd

PATH = "/api/v1/system/security-check"
RUNNING = [
    "environment",
    "maintenance",
    "key_file",
    "database_role",
    "backup",
    "checkpoints",
    "checkpoints_leave",
    "scanner_answers",
    "second_factor",
    "password_policy",
    "identity_provider",
    "egress",
]

Found = dict[str, dict[str, str]]


def use(app: FastAPI, **changes: Any) -> None:
    """Have the running application work with other settings; nobody here has a second factor."""
    changes = {"second_factor": "offered", **changes}
    app.state.settings = app.state.settings.model_copy(update=changes)


@pytest.fixture
def look(client: Client, login: Login) -> Any:
    """What the page is given, by code."""

    def ask(language: str = "zh-CN") -> Found:
        answer = client.get(PATH, headers={**login("sysadmin"), "Accept-Language": language})
        assert answer.status_code == 200, answer.text
        body = answer.json()
        return {finding["code"]: finding for part in ("startup", "running") for finding in body[part]}

    return ask


@pytest.mark.one_engine
@pytest.mark.parametrize("role", Role)
def test_administrators_and_auditors_read_it(client: Client, login: Login, role: Role) -> None:
    allowed = role in (Role.SYSADMIN, Role.AUDITOR)
    assert client.get(PATH, headers=login(role)).status_code == (200 if allowed else 403)
    assert client.get(PATH).status_code == 401


def test_every_rule_of_the_table_and_every_fact_is_listed(client: Client, login: Login) -> None:
    body = client.get(PATH, headers=login("auditor")).json()
    assert [finding["code"] for finding in body["startup"]] == [check.id for check in CHECKS]
    assert [finding["code"] for finding in body["running"]] == RUNNING
    assert body["env"] == "test"
    for finding in (*body["startup"], *body["running"]):
        assert finding["title"]
        assert (finding["advice"] != "") >= (finding["state"] in ("fails", "advice"))


@pytest.mark.one_engine
def test_it_speaks_the_readers_language(look: Any) -> None:
    chinese, english = look(), look("en")
    for check in CHECKS:
        assert chinese[check.id]["title"] == check.title.zh
        assert english[check.id]["title"] == check.title.en
    assert english["egress"]["found"].isascii()


@pytest.mark.one_engine
def test_how_it_listens_is_known_only_from_serve(app: FastAPI, look: Any) -> None:
    of_listening = {check.id for check in CHECKS if check.of_listening}
    assert {code for code, finding in look().items() if finding["state"] == "unknown"} == of_listening
    app.state.listening = Listening("0.0.0.0", trusted_proxy="*")  # noqa: S104 - what must be found
    found = look()
    assert (
        found["plain_http"]["state"] == found["proxy_of_anybody"]["state"] == found["development"]["state"] == "fails"
    )
    assert found["plain_http"]["found"] == "http, 0.0.0.0"
    assert found["proxy_of_anybody"]["found"] == "*"
    assert "--trusted-proxy" in found["proxy_of_anybody"]["advice"]
    app.state.listening = Listening(trusted_proxy="127.0.0.1")
    found = look()
    assert {found[code]["state"] for code in ("plain_http", "proxy_of_anybody", "development")} == {"holds"}


@pytest.mark.one_engine
def test_what_production_refuses_fails_and_other_environments_are_exempt(app: FastAPI, look: Any) -> None:
    app.state.settings.data_dir.chmod(0o755)
    use(app, base_url="http://reader:hunter2@pingyi.example.cn")
    found = look()
    assert {found[code]["state"] for code in ("base_url_plain", "folder_open", "no_scanner")} == {"exempt"}
    assert found["environment"]["state"] == "note"
    use(app, env="production")
    found = look()
    assert {found[code]["state"] for code in ("base_url_plain", "base_url_unsound", "folder_open")} == {"fails"}
    assert found["no_scanner"]["state"] == "advice"
    assert found["environment"]["state"] == "holds"
    assert found["base_url_plain"]["found"] == "http://pingyi.example.cn"
    assert found["folder_open"]["found"].startswith("755")


def test_demonstration_data_is_found_while_serving(app: FastAPI, look: Any) -> None:
    use(app, env="production")
    assert look()["demo_data"]["state"] == "holds"
    with app.state.database.write() as session:
        create_user(session, "command", username="demo-office", display_name="测试", roles=[Role.OFFICE])
    assert look()["demo_data"]["state"] == "fails"


@pytest.mark.one_engine
def test_no_secret_is_told(app: FastAPI, client: Client, login: Login, settings: Settings) -> None:
    app.state.listening = Listening()
    use(
        app,
        env="production",
        base_url="https://reader:hunter2@pingyi.example.cn",
        database_url="postgresql+psycopg://pingyi:hunter2@10.0.0.2/pingyi",
        database_owner_url="postgresql+psycopg://owner:hunter2@10.0.0.2/pingyi",
        smtp_host="mail.example.cn",
        oidc_issuer="https://login.example.cn",
    )
    answer = client.get(PATH, headers=login("sysadmin")).text
    assert "10.0.0.2, sslmode=prefer" in answer
    assert "hunter2" not in answer
    for secret in _texts(json.loads(settings.keys_path.read_text())):
        assert secret not in answer


def _texts(content: dict[str, Any]) -> Iterator[str]:
    for value in content.values():
        if isinstance(value, dict):
            yield from _texts(value)
        elif len(value) > 16:
            yield value


@pytest.mark.one_engine
def test_the_key_file_is_looked_at_while_serving(look: Any, settings: Settings) -> None:
    assert look()["key_file"]["state"] == "holds"
    settings.keys_path.chmod(0o640)
    found = look()["key_file"]
    assert (found["state"], found["found"]) == ("fails", "640")
    settings.keys_path.unlink()
    assert look()["key_file"]["state"] == "fails"


def test_the_last_backup(app: FastAPI, look: Any) -> None:
    assert (look()["backup"]["state"], look()["backup"]["found"]) == ("advice", "审计记录中没有备份")
    with app.state.database.write() as session:
        clock.tell(session, clock.now(session) - running.BACKUP_WITHIN - timedelta(hours=1))
        record(session, COMMAND, BACKUP, BACKUP, None)
    found = look()["backup"]
    assert found["state"] == "advice"
    assert found["found"].startswith("20")
    with app.state.database.write() as session:
        record(session, COMMAND, BACKUP, BACKUP, None)
    assert look()["backup"]["state"] == "holds"


def test_checkpoints_that_are_late(app: FastAPI, look: Any) -> None:
    assert look()["checkpoints"]["state"] == "holds"
    with app.state.database.write() as session:
        clock.tell(session, clock.now(session) - running.CHECKPOINT_WITHIN - timedelta(hours=1))
        record(session, COMMAND, "test", "test", None)
    assert look()["checkpoints"]["state"] == "fails"
    with app.state.database.write() as session:
        make_checkpoint(session, app.state.keys)
    assert look()["checkpoints"]["state"] == "holds"


def test_checkpoints_leave_by_mail(app: FastAPI, look: Any, login: Login) -> None:
    login("auditor", username="keeper")
    login("office", username="other")
    assert look()["checkpoints_leave"]["found"] == "没有设置邮件"
    use(app, smtp_host="mail.example.cn")
    _address(app.state.database, "other")
    found = look()["checkpoints_leave"]
    assert (found["state"], found["found"].endswith(" 0 人")) == ("advice", True)
    _address(app.state.database, "keeper")
    found = look()["checkpoints_leave"]
    assert (found["state"], found["found"].endswith(" 1 人")) == ("holds", True)


def _address(database: Database, username: str) -> None:
    with database.write() as session:
        session.query(UserAccount).filter_by(username=username).one().email = "keeper@example.cn"


@pytest.mark.one_engine
def test_whether_the_scanner_answers(app: FastAPI, look: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SCANNER_SECONDS", 0.2)
    assert look()["scanner_answers"]["state"] == "note"
    use(app, clamd=str(tmp_path / "nobody"))
    assert look()["scanner_answers"]["state"] == "fails"
    with Clamd(tmp_path / "clamd") as clamd:
        use(app, clamd=clamd.address)
        found = look()
    assert found["scanner_answers"]["state"] == found["no_scanner"]["state"] == "holds"


@pytest.mark.one_engine
def test_settings_of_the_running_server(app: FastAPI, look: Any) -> None:
    found = look()
    assert found["second_factor"]["state"] == "exempt"
    assert found["identity_provider"]["found"] == "没有接入"
    assert found["password_policy"]["found"].endswith("（djbh）")
    assert found["maintenance"]["state"] == "holds"
    app.state.maintenance.lost = Witness(1, "00", "2026-01-01T00:00:00+00:00")
    use(app, env="production", password_policy="asvs", oidc_issuer="https://login.example.cn")
    found = look()
    assert found["second_factor"]["state"] == "advice"
    assert found["identity_provider"]["found"] == "https://login.example.cn"
    assert found["password_policy"]["found"].endswith("（asvs）")
    assert found["maintenance"]["state"] == "fails"
    required = app.state.settings.model_copy(update={"second_factor": "required"})
    assert running._second_factor(required).state == "holds"


def test_as_whom_the_database_is_opened(look: Any, database_url: str) -> None:
    found = look()["database_role"]
    if database_url.startswith("sqlite"):
        assert (found["state"], found["found"]) == ("note", "SQLite，不分角色")
    else:
        assert (found["state"], found["found"]) == ("advice", make_url(database_url).username)


@pytest.fixture
def own_role(postgresql_url: str) -> Iterator[str]:
    """The address of the database for a role that does not own the tables."""
    empty_postgresql(postgresql_url)
    name = f"pingyi-check-{worker_name()}-{secrets.token_hex(3)}"
    engine = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE ROLE "{name}" LOGIN'))
        yield make_url(postgresql_url).set(username=name).render_as_string(hide_password=False)
        connection.execute(text(f'DROP OWNED BY "{name}"'))
        connection.execute(text(f'DROP ROLE "{name}"'))
    engine.dispose()


def test_a_postgresql_role_of_its_own_cannot_alter_the_record(postgresql_url: str, own_role: str) -> None:
    owner, own = Database(postgresql_url), Database(own_role)
    grant_tables(owner, make_url(own_role).username or "")
    with own.read() as session:
        assert running._database_role(session).state == "holds"
    with owner.write_engine.begin() as connection:
        connection.execute(text(f'GRANT DELETE ON {AuditEvent.__tablename__} TO "{make_url(own_role).username}"'))
    with own.read() as session:
        assert running._database_role(session).state == "advice"
    own.close()
    owner.close()
