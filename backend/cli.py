"""The command `pingyi`."""

import os

# Before numpy is imported: on the small matrices of a round several threads of BLAS only wait for each other, for
# seconds where other processes are busy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import runpy
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
import uvicorn
import yaml
from fastapi import FastAPI
from pydantic import ValidationError

from backend.audit.record import COMMAND, write_pending
from backend.auth.policy import Role
from backend.auth.service import IssuedLink, acting_as, create_user, find_user, make_activation_link
from backend.ballots.imports.folder import FolderError, FolderRound, import_round
from backend.ballots.slips import ballot_link
from backend.complaints.seeding import seed_centre
from backend.config import Settings
from backend.core import logging
from backend.core.db import Database, DatabaseInUse
from backend.core.errors import DomainError
from backend.core.keys import KeyFileError, Keys, complete_key_file, create_key_file, load_keys
from backend.demo.load import is_loaded, load_demo
from backend.egress.mail import MailSettingsError, mail_server
from backend.files.storage import FolderStore
from backend.jobs.worker import Worker
from backend.main import JOB_FAILURES, JOB_HANDLERS, create_app
from backend.migrating import SchemaMismatch, require_current, upgrade
from backend.rounds.presets import seed_presets
from backend.serving import Server, UnsafeAddress, check_address, uvicorn_config
from backend.units.service import seed_sequences

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
import_app = typer.Typer(no_args_is_help=True, help="Bring data in.")
app.add_typer(import_app, name="import")
SPECIFICATION = Path("openapi.yaml")
VERIFIER = Path(__file__).parents[1] / "verify" / "pingyi_verify.py"


def _fail(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)


def _open(settings: Settings) -> Database:
    """The database, claimed for this process."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.database, before_commit=(write_pending,))
    try:
        database.claim()
    except DatabaseInUse:
        _fail(
            f"数据库正被另一个进程使用：{database.url.database}。SQLite 只允许一个进程写入，请先停止它。\n"
            "Another process is using this SQLite database; stop it first."
        )
    return database


def _keys(settings: Settings) -> Keys:
    try:
        return load_keys(settings.keys_path)
    except KeyFileError as problem:
        _fail(str(problem))


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
    upgrade(database)
    if is_loaded(database):
        typer.echo("已经初始化过，没有改动。")
        return
    with database.write() as session:
        seed_sequences(session)
        seed_presets(session)
        seed_centre(session)
        links: list[tuple[str, IssuedLink]] = []
        for username, name, role in (("sysadmin", "系统管理", Role.SYSADMIN), ("auditor", "审计", Role.AUDITOR)):
            user = create_user(session, COMMAND, username=username, display_name=name, roles=[role])
            links.append((name, make_activation_link(session, COMMAND, user, keys, settings.base_url)))
    typer.echo("请在 30 分钟内打开激活链接，设置密码（每个链接只能用一次）：")
    for name, link in links:
        typer.echo(f"  {name}: {link.link}")


@app.command()
def link(username: str) -> None:
    """Print a new activation link for somebody who cannot get in and has nobody to ask."""
    settings = Settings()
    database, keys = _open(settings), _keys(settings)
    with database.write() as session:
        user = find_user(session, username)
        if user is None:
            _fail(f"没有账号 {username}")
        issued = make_activation_link(session, COMMAND, user, keys, settings.base_url)
    typer.echo(issued.link)


@app.command()
def migrate() -> None:
    """Bring key file and database to this version."""
    settings = Settings()
    database = _open(settings)
    if settings.keys_path.exists():  # another machine may have it: a new one would open nothing
        _complete_keys(settings)
    upgrade(database)
    with database.write() as session:
        seed_sequences(session)
        seed_presets(session)
        seed_centre(session)
    typer.echo("数据库已是当前版本。")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on")] = 8000,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate (PEM); needed off this machine")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Key of the certificate (PEM)")] = None,
    trusted_proxy: Annotated[str | None, typer.Option(help="Address of an https proxy in front")] = None,
    reload: Annotated[bool, typer.Option(help="Start anew when the source changes (development)")] = False,
) -> None:
    """Serve API and pages."""
    settings = Settings()
    try:
        check_address(host, tls_cert, tls_key)
    except UnsafeAddress as problem:
        _fail(str(problem))
    keys = _keys(settings)
    try:
        mail_server(settings, keys)
    except MailSettingsError as problem:
        _fail(str(problem))
    database = _open(settings)
    try:
        require_current(database)
    except SchemaMismatch as problem:
        _fail(str(problem))
    database.close()
    logging.configure(json_lines=settings.log_json and settings.env == "production")
    address = f"{'https' if tls_cert else 'http'}://{host}:{port}"
    if "base_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"base_url": address})
    typer.echo(f"评议 {address}", err=True)
    options = {"ssl_certfile": tls_cert, "ssl_keyfile": tls_key} if tls_cert else {}
    if reload:
        uvicorn.run("backend.cli:development_app", factory=True, host=host, port=port, reload=True)
        return
    config = uvicorn_config(create_app(settings, keys), host, port, trusted_proxy=trusted_proxy, **options)
    Server(config).run()


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
    upgrade(database)
    if is_loaded(database):
        if if_empty:
            return
        _fail("数据库里已有数据，不能再装载演示数据。")
    logging.configure(json_lines=False, level="WARNING")
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
def verify(
    public: Annotated[Path, typer.Argument(help="Public file of a version")],
    sealed: Annotated[
        Path | None, typer.Option(help="Sealed file of the same version: everything is computed again")
    ] = None,
    key_id: Annotated[str | None, typer.Option(help="Key id as printed in the bulletin")] = None,
) -> None:
    """Check published results, by the script that anybody else has (verify/pingyi_verify.py)."""
    if not VERIFIER.exists():
        _fail(f"没有核验程序 {VERIFIER} / the verifier is missing")
    options = {"--sealed": sealed, "--key-id": key_id}
    given = [str(part) for name, value in options.items() if value is not None for part in (name, value)]
    sys.argv = [str(VERIFIER), str(public), *given]
    runpy.run_path(str(VERIFIER), run_name="__main__")


@app.command()
def openapi(
    check: Annotated[bool, typer.Option(help="Only compare the file with the program")] = False,
) -> None:
    """Write openapi.yaml."""
    text = specification()
    if not check:
        SPECIFICATION.write_text(text, encoding="utf-8")
    elif not SPECIFICATION.exists() or SPECIFICATION.read_text(encoding="utf-8") != text:
        _fail("openapi.yaml is not what the program says: make types")


def specification() -> str:
    """The specification as YAML. Needs neither database nor keys."""
    nothing = Keys({}, "", pepper=b"", metrics_token="", seal_keys={}, current_seal_key="")
    application = create_app(Settings(env="production", database_url="sqlite:///unused.db"), nothing)
    plain = json.loads(json.dumps(application.openapi()))  # no shared parts, so that the file has no anchors
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120)


def development_app() -> FastAPI:
    """What `pingyi serve --reload` imports anew at each change."""
    return create_app(Settings())
