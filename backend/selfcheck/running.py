"""What only the running server knows about its safety: rights of its database role, backups, scanner, mail, checkpoints.

Sources: security design, T22 (egress), T24 (scanner), T25 (backups), 4.2 and 4.3 (the record), 8.2 (provider), 8.3.
"""

import stat
from datetime import datetime, timedelta
from typing import Final

from fastapi import FastAPI
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backend.audit.checkpoints import newest_checkpoint
from backend.audit.models import AuditEvent
from backend.audit.record import BACKUP
from backend.auth.models import UserAccount, UserRole
from backend.config import Settings
from backend.core import clock
from backend.core.text import Text
from backend.files.attachments.antivirus import Scanner, Verdict
from backend.notices.checkpoints import KEEPERS
from backend.selfcheck.installation import open_to
from backend.selfcheck.looking import Finding
from backend.selfcheck.schemas import SecurityState as State

BACKUP_WITHIN: Final = timedelta(days=2)
"""Backups are nightly (docs/operations.md); one that is missing may still be on its way."""
CHECKPOINT_WITHIN: Final = timedelta(hours=26)
"""What happened is in a checkpoint the next day at the latest (audit/checkpoints.py)."""
SCANNER_SECONDS: Final = 2.0
_OWNS_RECORD: Final = text(
    "SELECT current_user, pg_has_role(tableowner, 'USAGE') OR has_table_privilege(:record, 'UPDATE, DELETE, TRUNCATE')"
    " FROM pg_tables WHERE schemaname = 'public' AND tablename = :record"
)


def ask_scanner(application: FastAPI) -> Verdict | None:
    """What clamd says to harmless content, within seconds; None when there is no scanner."""
    settings: Settings = application.state.settings
    return Scanner(settings.clamd, SCANNER_SECONDS).scan(b"pingyi") if settings.clamd else None


def look(application: FastAPI, session: Session, scanned: Verdict | None) -> list[Finding]:
    """Each fact in a fixed order; `scanned` is what `ask_scanner` gave."""
    settings: Settings = application.state.settings
    return [
        _environment(settings),
        _maintenance(active=application.state.maintenance.active),
        _key_file(settings),
        _database_role(session),
        _backup(session),
        _checkpoints(session),
        _checkpoints_leave(session, settings),
        _scanner(scanned),
        _second_factor(settings),
        _passwords(settings),
        _provider(settings),
        _egress(len(application.state.egress.allowed)),
    ]


def _environment(settings: Settings) -> Finding:
    title = Text("运行环境", "Environment")
    found = Text(f"PINGYI_ENV={settings.env}", f"PINGYI_ENV={settings.env}")
    if settings.env == "production":
        return Finding("environment", title, State.HOLDS, found)
    advice = Text(
        "不是正式环境，启动自检只要求其中保护他人的几项。正式使用请另行安装，不设 PINGYI_ENV",
        "This is not production; the self-check asks only for what protects others. For real use install anew without "
        "PINGYI_ENV",
    )
    return Finding("environment", title, State.NOTE, found, advice)


def _maintenance(*, active: bool) -> Finding:
    title = Text("系统没有处于维护状态", "The system is not in maintenance")
    if not active:
        return Finding("maintenance", title, State.HOLDS)
    advice = Text(
        "数据库恢复到了较早的状态，现在只能查看。请审计人员登录，核对后确认恢复",
        "The database was put back to an older state and can only be read: an auditor must look and acknowledge it",
    )
    return Finding("maintenance", title, State.FAILS, advice=advice)


def _key_file(settings: Settings) -> Finding:
    title = Text("密钥文件只有程序能读", "Only the program can read the key file")
    path = settings.keys_path
    if not path.exists():
        advice = Text(
            "密钥文件不在原处，程序重新启动时将无法打开已加密的内容。请立即从备份放回",
            "The key file is gone; after a restart nothing that is sealed could be opened. Put it back from its copy now",
        )
        return Finding("key_file", title, State.FAILS, advice=advice)
    mode = f"{stat.S_IMODE(path.stat().st_mode):o}"
    if not open_to(path, stat.S_IRWXG | stat.S_IRWXO):
        return Finding("key_file", title, State.HOLDS, Text(mode, mode))
    advice = Text(
        "密钥文件可以被其他用户读取：chmod 600。可能已经被人读过的，请用 pingyi keys rotate 更换密钥",
        "Other users can read the key file: chmod 600. If somebody may have read it, change the keys: pingyi keys rotate",
    )
    return Finding("key_file", title, State.FAILS, Text(mode, mode), advice)


def _database_role(session: Session) -> Finding:
    title = Text("程序的数据库角色不能改动审计记录", "The program's database role cannot alter the record")
    if session.get_bind().dialect.name == "sqlite":
        found = Text("SQLite，不分角色", "SQLite, which has no roles")
        advice = Text(
            "能够写入数据库文件的人可以绕过限制，核对须靠留存在系统之外的存证点",
            "Whoever can write the file can get around the guards; checkpoints kept elsewhere are what to compare with",
        )
        return Finding("database_role", title, State.NOTE, found, advice)
    role, may_alter = session.execute(_OWNS_RECORD, {"record": AuditEvent.__tablename__}).one()
    if not may_alter:
        return Finding("database_role", title, State.HOLDS, Text(role, role))
    advice = Text(
        "程序以表的所有者或者超级用户的身份登录，可以撤去保护。请另建角色，所有者只在 pingyi migrate 时用 "
        "PINGYI_DATABASE_OWNER_URL 给出",
        "The program logs in as the owner of the tables or a superuser and could take the guards away. Make a role of its "
        "own, and name the owner by PINGYI_DATABASE_OWNER_URL for pingyi migrate only",
    )
    return Finding("database_role", title, State.ADVICE, Text(role, role), advice)


def _backup(session: Session) -> Finding:
    title = Text("近两天做过备份", "There is a backup of the last two days")
    made = select(AuditEvent.at).where(AuditEvent.object_type == BACKUP, AuditEvent.action == BACKUP)
    last = session.scalar(made.order_by(AuditEvent.seq.desc()).limit(1))
    if last is not None and clock.now(session) - last <= BACKUP_WITHIN:
        return Finding("backup", title, State.HOLDS, _time(last))
    found = Text("审计记录中没有备份", "The record has no backup") if last is None else _time(last)
    advice = Text(
        "请安排每夜运行 pingyi backup，存到本机以外；已经安排的，请检查为何没有完成。用其他办法备份的，这里看不到",
        "Have pingyi backup run every night to another machine, or look why it did not. Backups made otherwise are not seen "
        "here",
    )
    return Finding("backup", title, State.ADVICE, found, advice)


def _checkpoints(session: Session) -> Finding:
    title = Text("存证点按时生成", "Checkpoints of the record are made in time")
    newest = newest_checkpoint(session)
    since = 0 if newest is None else newest.seq
    waiting = session.scalar(select(AuditEvent.at).where(AuditEvent.seq > since).order_by(AuditEvent.seq).limit(1))
    found = Text("还没有存证点", "There is none yet") if newest is None else _time(newest.at)
    if waiting is None or clock.now(session) - waiting <= CHECKPOINT_WITHIN:
        return Finding("checkpoints", title, State.HOLDS, found)
    advice = Text(
        "有记录超过一天没有存证，后台任务可能没有运行。请检查 PINGYI_RUN_WORKER、pingyi worker 和日志",
        "Events have waited for more than a day; the background work may not run. See PINGYI_RUN_WORKER, pingyi worker and "
        "the log",
    )
    return Finding("checkpoints", title, State.FAILS, found, advice)


def _checkpoints_leave(session: Session, settings: Settings) -> Finding:
    title = Text("存证点通过邮件送到系统之外", "Checkpoints leave the system by mail")
    if not settings.smtp_host:
        advice = Text(
            "请设置邮件服务器（PINGYI_SMTP_HOST）。在此之前，请审计人员定期保存“存证点”公开页",
            "Set a mail server (PINGYI_SMTP_HOST). Until then auditors should save the public page of checkpoints regularly",
        )
        return Finding("checkpoints_leave", title, State.ADVICE, Text("没有设置邮件", "No mail is set up"), advice)
    keepers = (
        select(func.count(func.distinct(UserAccount.id)))
        .join(UserRole, UserRole.user_id == UserAccount.id)
        .where(UserRole.role.in_(KEEPERS), UserAccount.disabled_at.is_(None), func.length(UserAccount.email) > 0)
    )
    number = session.scalar(keepers) or 0
    found = Text(
        f"经 {settings.smtp_host} 发出，填有邮箱的审计人员、监督组长 {number} 人",
        f"Sent by {settings.smtp_host} to auditors and lead supervisors with an address: {number}",
    )
    if number:
        return Finding("checkpoints_leave", title, State.HOLDS, found)
    advice = Text(
        "请审计人员、监督组长在“我的账号”填写电子邮箱",
        "Auditors and lead supervisors should enter their mail address on the page of their account",
    )
    return Finding("checkpoints_leave", title, State.ADVICE, found, advice)


def _scanner(scanned: Verdict | None) -> Finding:
    title = Text("病毒查杀程序有应答", "The virus scanner answers")
    if scanned is None:
        return Finding("scanner_answers", title, State.NOTE, Text("没有设置病毒查杀", "No virus scanner is set"))
    if scanned is Verdict.CLEAN:
        return Finding("scanner_answers", title, State.HOLDS)
    advice = Text(
        "clamd 没有正常应答，在此期间新收的附件暂存，谁也不能打开。请检查 clamd 是否运行，PINGYI_CLAMD 是否正确",
        "clamd does not answer as it should; new attachments cannot be opened meanwhile. See whether it runs, and PINGYI_CLAMD",
    )
    return Finding("scanner_answers", title, State.FAILS, advice=advice)


def _second_factor(settings: Settings) -> Finding:
    title = Text("重要岗位必须使用动态码", "Roles that decide must have a second factor")
    if settings.requires_second_factor:
        return Finding("second_factor", title, State.HOLDS)
    state = State.ADVICE if settings.env == "production" else State.EXEMPT
    advice = Text(
        "动态码由个人自愿启用。请设 PINGYI_SECOND_FACTOR=required",
        "The second factor is up to each person. Set PINGYI_SECOND_FACTOR=required",
    )
    return Finding("second_factor", title, state, advice=advice)


def _passwords(settings: Settings) -> Finding:
    found = (
        Text("三类字符，90 天更换（djbh）", "Three kinds of characters, a new one every 90 days (djbh)")
        if settings.passwords_expire
        else Text("不要求字符种类和定期更换（asvs）", "No kinds of characters asked for, no expiry (asvs)")
    )
    return Finding("password_policy", Text("口令规则", "Rules for passwords"), State.NOTE, found)


def _provider(settings: Settings) -> Finding:
    issuer = settings.oidc_issuer
    found = Text(issuer, issuer) if issuer else Text("没有接入", "None")
    return Finding("identity_provider", Text("统一身份认证", "Identity provider"), State.NOTE, found)


def _egress(number: int) -> Finding:
    found = (
        Text(f"{number} 台", str(number))
        if number
        else Text("没有列出，除邮件外不连接其他机器", "None; but for mail, no machine is connected to")
    )
    return Finding("egress", Text("允许程序访问的外部机器", "Machines that requests may go to"), State.NOTE, found)


def _time(instant: datetime) -> Text:
    shown = f"{instant.astimezone(clock.LOCAL_ZONE):%Y-%m-%d %H:%M}"
    return Text(shown, shown)
