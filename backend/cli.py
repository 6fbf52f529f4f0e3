"""The command `pingyi`."""

import os

# Before numpy is imported: on the small matrices of a round several threads of BLAS only wait for each other, for
# seconds where other processes are busy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
import yaml
from fastapi import FastAPI
from pydantic import ValidationError

from backend.audit.record import COMMAND
from backend.auth import grants
from backend.auth.policy import FOUR_EYES, Role
from backend.auth.readmitting import by_command
from backend.auth.service import IssuedLink, acting_as, create_user, find_user, get_user, make_activation_link
from backend.background import JOB_FAILURES, JOB_HANDLERS
from backend.ballots.imports.folder import FolderError, FolderRound, import_round
from backend.ballots.slips import ballot_link
from backend.comments.topics import seed_topics
from backend.complaints.seeding import seed_centre
from backend.config import Settings, SettingsError
from backend.core import logging
from backend.core.errors import DomainError
from backend.core.keys import KeyFileError, Keys, complete_key_file, create_key_file
from backend.demo.load import is_loaded, load_demo
from backend.files.storage import FolderStore
from backend.jobs.worker import Worker
from backend.main import create_app
from backend.notices.service import notify
from backend.rounds.presets import seed_presets
from backend.selfcheck.installation import Listening
from backend.serving import Server, uvicorn_config
from backend.units.service import seed_sequences
from backend.upkeep import commands as upkeep
from backend.upkeep.console import (
    RESTORED,
    examine,
    listed,
    migrate_schema,
    refuse_unsafe,
    require_schema,
    was_restored,
)
from backend.upkeep.console import fail as _fail
from backend.upkeep.console import open_database as _open
from backend.upkeep.console import open_keys as _keys
from backend.upkeep.worker import worker
from backend.verifying import verify_app

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
import_app = typer.Typer(no_args_is_help=True, help="Bring data in.")
app.add_typer(import_app, name="import")
app.add_typer(verify_app, name="verify")
app.add_typer(upkeep.keys_app, name="keys")
for command in (upkeep.backup, upkeep.restore, upkeep.backup_key, upkeep.retention, worker):
    app.command()(command)
SPECIFICATION = Path("openapi.yaml")


def _make_keys(settings: Settings) -> None:
    if settings.keys_path.exists():
        _complete_keys(settings)
        return
    create_key_file(settings.keys_path)
    typer.echo(f"密钥已写入 {settings.keys_path}（请另行备份，不要放进数据库备份里）")


def _complete_keys(settings: Settings) -> None:
    """Add to the key file of an earlier version what it lacks."""
    path = settings.keys_path
    try:
        added = "、".join(complete_key_file(path))
        if added:
            typer.echo(
                f"已在 {path} 中加入密钥 {added}。请重新备份密钥文件：旧的备份打不开今后加密的内容，也不能继续签名。\n"
                f"Added {added} to {path}. Back the key file up again: an older copy can neither open what is sealed from"
                " now on nor sign."
            )
    except KeyFileError as problem:
        _fail(str(problem))


@app.callback()
def _private() -> None:
    """评议: evaluation rounds, ballots, results and their record."""
    os.umask(0o077)  # what this program writes is nobody else's


@app.command()
def init() -> None:
    """Make keys and database, and print activation links for the first two people."""
    settings = Settings()
    database = _open(settings)
    _make_keys(settings)
    keys = _keys(settings)
    migrate_schema(settings, database)
    if is_loaded(database):
        typer.echo("已经初始化过，没有改动。")
        return
    with database.write() as session:
        seed_sequences(session)
        seed_presets(session)
        seed_centre(session)
        seed_topics(session)
        links: list[tuple[str, IssuedLink]] = []
        for username, name, role in (("sysadmin", "系统管理", Role.SYSADMIN), ("auditor", "审计", Role.AUDITOR)):
            user = create_user(session, COMMAND, username=username, display_name=name, roles=[role])
            links.append((name, make_activation_link(session, COMMAND, user, keys, settings.base_url)))
    typer.echo("请在 30 分钟内打开激活链接，设置密码（每个链接只能用一次）：")
    for name, link in links:
        typer.echo(f"  {name}: {link.link}")
    typer.echo(
        "除单位联络员、领导小组外，岗位由系统管理员提出、审计人员确认。请尽早设第二名审计人员，以免一人不在时无人确认。"
    )


@app.command()
def link(
    username: str,
    reset_second_factor: Annotated[
        bool, typer.Option(help="Take the second factor away, too; auditors are told")
    ] = False,
) -> None:
    """Print a new activation link for somebody who cannot get in and has nobody to ask. Auditors are told."""
    settings = Settings()
    database, keys = _open(settings), _keys(settings)
    with database.write() as session:
        user = find_user(session, username)
        if user is None:
            _fail(f"没有账号 {username}")
        user = get_user(session, user.id, lock=True)
        issued = by_command(session, notify, user, keys, settings.base_url, reset_factor=reset_second_factor)
    typer.echo(issued.link)


@app.command()
def grant(
    username: Annotated[str, typer.Argument(help="Who gets the role")],
    role: Annotated[Role, typer.Argument()],
    reason: Annotated[
        str, typer.Option(help="Why no auditor can confirm it in the program; everybody concerned reads it")
    ],
) -> None:
    """Give a role when no auditor can confirm it. Recorded, and told to every auditor and administrator."""
    settings = Settings()
    database = _open(settings)
    if role not in FOUR_EYES:
        _fail("单位联络员、领导小组由系统管理员在系统中直接授予。/ The administrator gives this role in the program.")
    if not 1 <= len(reason.strip()) <= 500:
        _fail("须写明理由，不超过 500 字。/ A reason of up to 500 characters is needed.")
    try:
        with database.write() as session:
            user = find_user(session, username)
            if user is None:
                _fail(f"没有账号 {username}")
            grants.give(session, notify, get_user(session, user.id, lock=True), role, reason.strip())
    except DomainError as problem:
        _fail(problem.title.zh)
    typer.echo(f"已授予，并已记录和通知审计人员、系统管理员：{username} {role.value}")


@app.command()
def migrate() -> None:
    """Bring key file and database to this version."""
    settings = Settings()
    database = _open(settings)
    if settings.keys_path.exists():  # another machine may have it: a new one would open nothing
        _complete_keys(settings)
    migrate_schema(settings, database)
    with database.write() as session:
        seed_sequences(session)
        seed_presets(session)
        seed_centre(session)
        seed_topics(session)
    typer.echo("数据库已是当前版本。")


Host = Annotated[str, typer.Option(help="Address to listen on")]
TlsCert = Annotated[Path | None, typer.Option(help="Certificate (PEM); needed off this machine")]
TlsKey = Annotated[Path | None, typer.Option(help="Key of the certificate (PEM)")]
TrustedProxy = Annotated[str | None, typer.Option(help="Address of an https proxy in front")]


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on")] = 8000,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    trusted_proxy: TrustedProxy = None,
    reload: Annotated[bool, typer.Option(help="Start anew when the source changes (development)")] = False,
) -> None:
    """Serve API and pages."""
    settings = Settings()
    address = f"{'https' if tls_cert else 'http'}://{host}:{port}"
    if "base_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"base_url": address})
    keys = _keys(settings)
    try:
        application = create_app(settings, keys)
    except SettingsError as problem:
        _fail(str(problem))
    listening = Listening(host, tls_cert, tls_key, trusted_proxy, reload)
    refuse_unsafe(examine(settings, listening, application))
    application.state.listening = listening
    database = _open(settings)
    require_schema(database)
    if was_restored(settings, database):
        typer.echo(RESTORED, err=True)
    database.close()
    logging.configure(json_lines=settings.log_json and settings.env == "production")
    typer.echo(f"评议 {address}", err=True)
    options = {"ssl_certfile": tls_cert, "ssl_keyfile": tls_key} if tls_cert else {}
    if reload:
        uvicorn.run("backend.cli:development_app", factory=True, host=host, port=port, reload=True)
        return
    config = uvicorn_config(application, host, port, trusted_proxy=trusted_proxy, **options)
    Server(config).run()


@app.command()
def check(
    host: Host = "127.0.0.1",
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    trusted_proxy: TrustedProxy = None,
) -> None:
    """Say what is wrong with this installation; give the options of `serve`. Ends with 1 if `serve` would refuse."""
    settings = Settings()
    try:
        application = create_app(settings, _keys(settings))
    except SettingsError as problem:
        _fail(str(problem))
    found = examine(settings, Listening(host, tls_cert, tls_key, trusted_proxy), application)
    typer.echo(listed(found) or "没有发现问题 / nothing found")
    raise typer.Exit(any(one.grave for one in found))


@app.command()
def demo(
    if_empty: Annotated[bool, typer.Option(help="Do nothing when there is data already")] = False,
) -> None:
    """Load the demonstration data (演示数据) into an empty database."""
    settings = Settings()
    if settings.env != "demo":
        _fail("演示数据只在 PINGYI_ENV=demo 时装载。")
    database = _open(settings)
    _make_keys(settings)
    keys = _keys(settings)
    migrate_schema(settings, database)
    if is_loaded(database):
        if if_empty:
            return
        _fail("数据库里已有数据，不能再装载演示数据。")
    logging.configure(json_lines=False, level="WARNING")
    settings.witness_path.unlink(missing_ok=True)  # of demonstration data that somebody threw away
    files = FolderStore(settings.files_dir)
    codes = load_demo(database, keys, Worker(database, JOB_HANDLERS, files, failures=JOB_FAILURES))
    typer.echo("演示数据已装载。试答一份测评表：")
    for code in codes:
        typer.echo(f"  {ballot_link(settings.base_url, code)}")


@import_app.command("round")
def import_round_command(
    folder: Annotated[Path, typer.Argument(help="Folder with units.csv, options.csv, ratings.csv [, strata.csv]")],
    username: Annotated[str, typer.Option(help="Who of the office does this")],
    year: Annotated[int, typer.Option()],
    number: Annotated[int, typer.Option(help="Which round of its year")],
    title: Annotated[str, typer.Option()],
    sequence: Annotated[str, typer.Option(help="Sequence of units that are not in the register yet")],
) -> None:
    """Make a whole round of a survey that was done elsewhere, and count it."""
    settings = Settings()
    database = _open(settings)
    if was_restored(settings, database):
        _fail(RESTORED)
    logging.configure(json_lines=False, level="WARNING")
    with database.read() as session:
        user = find_user(session, username)
        if user is None or Role.OFFICE not in user.roles:
            _fail(f"{username} 不是效能办的账号 / is not an account of the office")
        principal = acting_as(user)
    worker = Worker(database, JOB_HANDLERS, FolderStore(settings.files_dir), failures=JOB_FAILURES)
    try:
        round_id = import_round(worker, principal, FolderRound(folder, year, number, title, sequence))
    except (FolderError, DomainError, ValidationError) as problem:
        _fail(str(problem))
    typer.echo(f"已导入并计票：{settings.base_url}/rounds/{round_id}")


@app.command()
def openapi(
    check: Annotated[bool, typer.Option(help="Only compare the file with the program")] = False,
) -> None:
    """Write openapi.yaml."""
    text = yaml.dump(specification(), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=120)
    if not check:
        SPECIFICATION.write_text(text, encoding="utf-8")
    elif not SPECIFICATION.exists() or SPECIFICATION.read_text(encoding="utf-8") != text:
        _fail("openapi.yaml is not what the program says: make types")


def specification() -> dict[str, Any]:
    """The specification of the API. Needs neither database nor keys."""
    nothing = Keys({}, "", pepper=b"", metrics_token="", seal_keys={}, current_seal_key="")
    application = create_app(Settings(env="production", database_url="sqlite:///unused.db"), nothing)
    plain: dict[str, Any] = json.loads(json.dumps(application.openapi()))  # no shared parts: YAML gives them anchors
    return plain


def development_app() -> FastAPI:
    """What `pingyi serve --reload` imports anew at each change."""
    return create_app(Settings())
