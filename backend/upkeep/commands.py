"""The commands `pingyi keys ...`, `backup-key`, `backup` and `restore`."""

import os
from enum import StrEnum
from functools import partial
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Annotated, Final

import typer

from backend.audit.record import write_pending
from backend.config import Settings
from backend.core import age
from backend.core.db import Database
from backend.core.keys import KeyFileError, load_keys
from backend.files.storage import FolderStore
from backend.migrating import NotOwner, UnsafeRole
from backend.retention import running
from backend.retention.rules import Keeping
from backend.retention.timing import ClockInDoubt, doubt
from backend.upkeep import restoring, rotation
from backend.upkeep.archive import Manifest
from backend.upkeep.backup import BackupRunning, write_backup
from backend.upkeep.console import fail, open_database, open_keys, refuse_unfinished, require_schema
from backend.upkeep.copying import CopyFailed
from backend.upkeep.unfinished import REASON

SHORTEST_PASSPHRASE: Final = 12
keys_app = typer.Typer(no_args_is_help=True, help="Make new keys and let old ones go.")


class Ring(StrEnum):
    """What a key is for."""

    TOKEN = "token"  # noqa: S105 - a name
    SEAL = "seal"
    SIGNING = "signing"


@keys_app.command()
def rotate(ring: Annotated[Ring, typer.Argument(help="Which kind of key")]) -> None:
    """Make a new key the current one. Restart the program afterwards, and back the key file up again."""
    settings = Settings()
    database = open_database(settings)
    require_schema(database)
    try:
        key_id = rotation.rotate(database, settings.keys_path, ring)
    except KeyFileError as problem:
        fail(str(problem))
    typer.echo(
        f"新的当前密钥：{key_id}（{ring}）。请重启程序，并重新备份密钥文件。\n"
        f"The current {ring} key is now {key_id}. Restart the program, and back the key file up again."
    )


@keys_app.command()
def reseal() -> None:
    """Seal everything anew with the current seal key. May be stopped and run again."""
    settings = Settings()
    database, keys = open_database(settings), open_keys(settings)
    require_schema(database)
    done = rotation.reseal(database, FolderStore(settings.files_dir), keys)
    typer.echo(f"已重新加密 {done.texts} 条文字、{done.files} 个文件 / {done.texts} texts, {done.files} files")
    if done.broken:
        listed = "\n".join(done.broken[:100])
        fail(f"有 {len(done.broken)} 项打不开，保持原样 / do not open and were left as they are:\n{listed}")


@keys_app.command()
def drop(key_id: Annotated[str, typer.Argument(help="Id of an old key")]) -> None:
    """Take an old key out of the key file; refused while anything is sealed with it. Stop the program first."""
    settings = Settings()
    database = open_database(settings)
    require_schema(database)
    try:
        ring = rotation.drop(database, FolderStore(settings.files_dir), settings.keys_path, key_id)
    except (rotation.KeyInUse, KeyFileError) as problem:
        fail(str(problem))
    typer.echo(f"已删除密钥 {key_id}（{ring}） / dropped")


def backup_key(to: Annotated[Path, typer.Option(help="New file for the secret key")]) -> None:
    """Make the auditor's key for backups: the secret part into a file under a passphrase, the public part printed."""
    passphrase = typer.prompt("口令（至少 12 个字符） / passphrase", hide_input=True, confirmation_prompt=True)
    if len(passphrase) < SHORTEST_PASSPHRASE:
        fail("口令至少 12 个字符 / at least 12 characters")
    identity = age.new_identity()
    recipient = age.recipient_of(identity)
    sealed = BytesIO()
    writer = age.Writer(sealed, passphrase=passphrase)
    writer.write(f"# public key: {recipient}\n{identity}\n".encode())
    writer.finish()
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        fail(f"{to}: {problem.strerror}")
    with os.fdopen(descriptor, "wb") as file:
        file.write(sealed.getvalue())
        file.flush()
        os.fsync(descriptor)
    typer.echo(
        f"私钥已写入 {to}：交给审计员，离线保存两份，不要留在服务器上。公钥（写入 PINGYI_BACKUP_RECIPIENT）：\n"
        "The secret key is for the auditor: keep two copies off line and none on the server. Public key, for"
        f" PINGYI_BACKUP_RECIPIENT:\n{recipient}"
    )


def backup(
    to: Annotated[Path, typer.Option(help="File to write; replaced when the new one is whole")],
    recipient: Annotated[str | None, typer.Option(help="Public key; default: PINGYI_BACKUP_RECIPIENT")] = None,
) -> None:
    """Save database and files, encrypted, also while the program runs. The key file is not part of it."""
    settings = Settings()
    public = recipient or settings.backup_recipient
    if not public:
        fail("请用 --recipient 或 PINGYI_BACKUP_RECIPIENT 给出公钥，先运行 pingyi backup-key / no public key given")
    refuse_unfinished(settings)
    keys = open_keys(settings)
    database = Database(settings.database, before_commit=(partial(write_pending, algorithm=settings.record_hash),))
    try:
        require_schema(database)
        age.check_recipient(public)
        made = write_backup(database, FolderStore(settings.files_dir), keys, settings.data_dir, to, public)
    except BackupRunning:
        fail(f"另一个备份正在写 {to} / another backup is writing this file")
    except (age.AgeError, CopyFailed, OSError) as problem:
        fail(f"备份没有完成，原来的备份还在 / no backup was made, the earlier one is still there: {problem}")
    finally:
        database.close()
    typer.echo(f"{to}: {made.size} bytes, {made.files} files, SHA-256 {made.sha256}")


def restore(
    source: Annotated[Path, typer.Option("--from", help="File that `pingyi backup` wrote")],
    identity: Annotated[Path, typer.Option(help="File with the secret key")],
) -> None:
    """Put a backup into an empty place. Anything wrong with file or key: nothing is changed."""
    settings = Settings()
    try:
        passphrase = ""
        if restoring.needs_passphrase(identity):
            passphrase = typer.prompt("口令 / passphrase", hide_input=True)
        manifest = restoring.restore(settings, source, restoring.read_identity(identity, passphrase))
    except restoring.NotEmpty as problem:
        fail(f"这里已有数据，不会覆盖 / there is something here already, nothing is overwritten: {problem}")
    except restoring.WrongEngine as problem:
        fail(f"备份的数据库类型不同 / the backup is of the other kind of database: {problem}")
    except restoring.NewerVersion as problem:
        fail(f"备份来自更新的版本，请先升级程序 / the backup is of a later version of the program: {problem}")
    except restoring.NotFinished as problem:
        fail(f"{REASON}\n{problem}")
    except (NotOwner, UnsafeRole) as problem:
        fail(f"没有恢复，没有改动 / nothing was restored or changed: PINGYI_DATABASE_OWNER_URL: {problem}")
    except (age.AgeError, CopyFailed, OSError) as problem:
        fail(f"没有恢复，没有改动 / nothing was restored or changed: {problem}")
    typer.echo(
        f"已恢复 {manifest.created_at} 的备份。所有人需要重新登录。\n"
        f"Restored the backup of {manifest.created_at}. Everybody logs in again."
    )
    _tell_about_keys(settings, manifest)


def retention(
    dry_run: Annotated[bool, typer.Option(help="Only say what is due; the program may run meanwhile")] = False,
    clock_is_right: Annotated[
        bool,
        typer.Option("--clock-is-right", help="Delete although the clock does not agree with the record; recorded"),
    ] = False,
) -> None:
    """Delete what has been kept long enough, as the program itself does every six hours."""
    settings = Settings()
    keys = open_keys(settings)
    database = Database(settings.database) if dry_run else open_database(settings)
    try:
        require_schema(database)
        keeping = Keeping(database, keys, FolderStore(settings.files_dir), settings, Event())
        _tell_about_clock(database)
        found = running.look(keeping) if dry_run else running.run(keeping, clock_is_right=clock_is_right)
    except ClockInDoubt:
        fail(
            "没有删除任何内容。时钟无误的，加 --clock-is-right 再运行一次（会记入记录）/ nothing was deleted; if the clock"
            " is right, run it again with --clock-is-right, which is recorded"
        )
    finally:
        database.close()
    for rule in running.RULES:
        outcome, days = found[rule.id], getattr(settings, rule.setting)
        waits = f"；{outcome.waits} 项等待 / {outcome.waits} wait" if outcome.waits else ""
        failed = f"；{outcome.failed} 项出错 / {outcome.failed} failed" if outcome.failed else ""
        typer.echo(f"{rule.id}: {outcome.count}{waits}{failed}  ({rule.text.zh} / {rule.text.en}, {days} d)")
    typer.echo(
        "运行日志由 systemd（journald）或您的日志系统保存，不由本程序删除：至少 180 天 / logs of the service are kept by"
        " journald, not by this program: at least 180 days"
    )
    if any(outcome.failed for outcome in found.values()):
        fail("有内容出错未删，详见日志 / some could not be deleted; the log says which and why")


def _tell_about_clock(database: Database) -> None:
    with database.read() as session:
        reason = doubt(session)
    if reason is not None:
        typer.echo(f"时钟存疑 / the clock is in doubt: {reason.zh} / {reason.en}", err=True)


def _tell_about_keys(settings: Settings, manifest: Manifest) -> None:
    """A restored database is of use only with the key file of its time."""
    try:
        missing = set(manifest.seal_keys) - load_keys(settings.keys_path).seal_keys.keys()
    except KeyFileError as problem:
        missing = set(manifest.seal_keys)
        typer.echo(str(problem), err=True)
    if missing:
        listed = ", ".join(sorted(missing))
        fail(
            f"数据已恢复，但密钥文件 {settings.keys_path} 里没有 {listed}：请放回密钥文件的备份。\n"
            f"The data are there, but the key file lacks {listed}: put its copy back."
        )
