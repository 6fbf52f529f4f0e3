"""A client that somebody else generates from the whole specification: it compiles, and walks a case through its life."""

import compileall
import importlib
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from backend.auth.models import UserAccount
from backend.complaints.seeding import seed_centre
from backend.config import Settings
from backend.core.keys import load_keys
from backend.main import create_app
from tests.complaints.conftest import make_units
from tests.conftest import enter
from tests.serving import Server

pytestmark = pytest.mark.one_engine

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "pingyi_of_others"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the package is in."""
    folder = tmp_path_factory.mktemp("generated")
    command = ["-m", "openapi_python_client", "generate", "--meta", "none", "--path", ROOT / "openapi.yaml"]
    config = folder / "config.yaml"
    config.write_text("post_hooks: []\n")
    subprocess.run(
        [sys.executable, *command, "--config", config, "--output-path", folder / PACKAGE],
        check=True,
        capture_output=True,
    )
    return folder


class Walk:
    """Calls functions of the generated package as people of the centre and of a unit."""

    def __init__(self, url: str, tokens: dict[str, str]) -> None:
        client = importlib.import_module(f"{PACKAGE}.client").AuthenticatedClient
        self.models = importlib.import_module(f"{PACKAGE}.models")
        self.clients = {who: client(base_url=url, token=token, timeout=60) for who, token in tokens.items()}

    def call(self, who: str, operation: str, *ids: Any, body: dict[str, Any] | None = None, **more: Any) -> Any:
        """Call `tag_function` and give what it understood of the answer."""
        tag = operation.partition("_")[0]
        module = importlib.import_module(f"{PACKAGE}.api.{tag}.{operation}")
        if body is not None:
            name = more.pop("model")
            more["body"] = getattr(self.models, name).from_dict(body)
        answer = module.sync_detailed(*ids, client=self.clients[who], **more)
        assert 200 <= answer.status_code < 300, (operation, answer.status_code, answer.content)
        return answer

    def close(self) -> None:
        for client in self.clients.values():
            client.get_httpx_client().close()


@pytest.mark.slow
def test_a_generated_client_compiles_and_walks_a_case_to_its_end(
    settings: Settings, generated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compileall.compile_dir(generated / PACKAGE, quiet=1)
    monkeypatch.syspath_prepend(generated)
    app = create_app(settings, load_keys(settings.keys_path))
    database, keys = app.state.database, app.state.keys
    with database.write() as session:
        seed_centre(session)
        unit_id = make_units(session)["A"]
    roles = {"officer": "complaint_officer", "lead": "complaint_lead", "second": "complaint_lead"}
    tokens = {who: enter(database, keys, role) for who, role in roles.items()}
    tokens |= {who: enter(database, keys, "liaison", unit_id=unit_id, username=who) for who in ("liaison", "head")}
    with database.write() as session:
        session.execute(update(UserAccount).where(UserAccount.username == "head").values(unit_head=True))
    database.close()
    with Server(settings) as server:
        walk = Walk(server.url, tokens)
        try:
            state = _life(walk, unit_id)
        finally:
            walk.close()
    assert state == "closed"


def _life(walk: Walk, unit_id: UUID) -> str:
    contact = {"name": "王测试", "phone": "13800000001"}
    complaint = {
        "mode": "confidential",
        "category": "slow",
        "unit_id": str(unit_id),
        "text": "办理超期。",
        "contact": contact,
    }
    key = {"idempotency_key": secrets.token_urlsafe(24)}
    made = walk.call("officer", "complaints_register", body=complaint, model="RegisterIn", **key)
    case_id = made.parsed.id
    accept = {"handling": "passed", "summary": "反映审批超期"}
    walk.call("lead", "complaints_accept", case_id, body=accept, model="AcceptBody")
    order = {"lead": {"unit_id": str(unit_id), "matter": "群众反映你单位审批超期，请调查。"}}
    walk.call("officer", "complaints_dispatch", case_id, body=order, model="DispatchBody")
    [transfer] = walk.call("liaison", "transfers_list_transfers").parsed.items
    signed = walk.call("liaison", "transfers_sign", transfer.id)
    result = {"conclusion": "true", "findings": "承办人漏办。", "measures": "当日办结。", "reply": "经查属实，已办结。"}
    etag = {"if_match": signed.headers["etag"]}
    draft = walk.call("liaison", "transfers_save_draft", transfer.id, body=result, model="DraftIn", **etag)
    walk.call("head", "transfers_approve", transfer.id, if_match=draft.headers["etag"])
    reply = {"reply": "经查属实，已办结并向您致歉。"}
    walk.call("lead", "complaints_issue_reply", case_id, body=reply, model="IssueReplyBody")
    called = {"outcome": "reached", "rating": "satisfied", "note": "电话回访，表示满意。"}
    walk.call("officer", "complaints_call_back", case_id, body=called, model="CallbackIn")
    walk.call("second", "complaints_close", case_id, body={}, model="PlainBody")
    return str(walk.call("officer", "complaints_read", case_id).parsed.header.state.value)
