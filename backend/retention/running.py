"""A run of all rules, or a look at what it would do. May be stopped and run again, by any number of processes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog

from backend.audit.record import SYSTEM, record
from backend.core import clock
from backend.core.text import Text
from backend.retention import accounts, bulk, cases, ratings, rounds
from backend.retention.rules import Keeping, Outcome, Rule
from backend.retention.timing import ClockInDoubt, confirm, doubt, leave_sign

log = structlog.get_logger("retention")

RULES: Final = (
    Rule(
        "sessions",
        Text("登录会话和过期的激活链接", "sessions, and activation links that have expired"),
        "keep_sessions_days",
        accounts.always,
        accounts.count_sessions,
        accounts.erase_sessions,
    ),
    Rule(
        "throttle",
        Text("防猜测的计数", "counters against guessing"),
        "keep_throttle_days",
        accounts.always,
        accounts.count_counters,
        accounts.erase_counters,
    ),
    Rule(
        "identity",
        Text("已结投诉件的投诉人身份", "who complained, of cases that have ended"),
        "keep_identity_days",
        cases.due_identities,
        cases.count_one,
        cases.erase_identity,
    ),
    Rule(
        "texts",
        Text("已结投诉件的文字和附件", "texts and attachments of cases that have ended"),
        "keep_case_text_days",
        cases.due_texts,
        cases.count_one,
        cases.erase_texts,
    ),
    Rule(
        "ratings",
        Text("已了结评价的留言（保留评价）", "comments of ratings that need nothing more; the ratings stay"),
        "keep_case_text_days",
        accounts.always,
        ratings.count_comments,
        ratings.erase_comments,
        in_parts=True,
    ),
    Rule(
        "codes",
        Text("已公布轮次的评议码校验值", "hashes of codes of published rounds"),
        "keep_codes_days",
        rounds.due_codes,
        rounds.count_codes,
        rounds.erase_codes,
        in_parts=True,
    ),
    Rule(
        "sheets",
        Text("已公布轮次的测评表（保留合计）", "sheets of published rounds; their sums stay"),
        "keep_sheets_days",
        rounds.due_sheets,
        rounds.count_sheets,
        rounds.erase_sheets,
        in_parts=True,
    ),
    Rule(
        "bulk",
        Text("已结束的批量任务及逐行结果（保留已写入的记录）", "bulk jobs that have ended; what they took in stays"),
        "keep_bulk_days",
        accounts.always,
        bulk.count_jobs,
        bulk.erase_jobs,
        in_parts=True,
    ),
)
_KINDS: Final = {"identity": "complaint", "texts": "complaint", "codes": "round", "sheets": "round", "bulk": "bulk_job"}


def look(keeping: Keeping) -> dict[str, Outcome]:
    """What a run would delete now, by rule. Changes nothing."""
    found = {}
    with keeping.database.read() as session:
        now = clock.now(session)
        for rule in RULES:
            limit = now - keeping.days(rule.setting)
            ids, waits = rule.due(session, limit)
            count = sum(rule.count(session, one, limit) for one in ids)
            found[rule.id] = Outcome(count, sum(one is not None for one in ids), waits)
    return found


def run(keeping: Keeping, *, clock_is_right: bool = False) -> dict[str, Outcome]:
    """Delete what is due. Each object, or part of one, is recorded with what went and how many, never with content.

    `clock_is_right`: somebody has looked. Else raises ClockInDoubt if anything says that the clock may be wrong.
    """
    _look_at_clock(keeping, clock_is_right)
    done = {rule.id: _follow(keeping, rule) for rule in RULES}
    if any(outcome.count for outcome in done.values()):
        keeping.database.empty_log()  # what was deleted must not live on there
        log.info("retention", **{name: outcome.count for name, outcome in done.items()})
    return done


def _look_at_clock(keeping: Keeping, clock_is_right: bool) -> None:
    with keeping.database.write() as session:
        reason = doubt(session)
        if reason is not None and not clock_is_right:
            log.error("retention_refused", reason=reason.en)
            raise ClockInDoubt(reason)
        if reason is not None:
            confirm(session, reason)
        else:
            leave_sign(session)


def _follow(keeping: Keeping, rule: Rule) -> Outcome:
    """One object after the other. What fails stays whole, is logged, and keeps nothing else from its turn."""
    count = objects = failed = 0
    try:
        with keeping.database.read() as session:
            limit = clock.now(session) - keeping.days(rule.setting)
            ids, waits = rule.due(session, limit)
    except Exception:
        log.exception("retention_failed", rule=rule.id)
        return Outcome(failed=1)
    for one in ids:
        gone = 0
        try:
            for part in _parts(keeping, rule, one, limit):
                gone += part
        except Exception:
            log.exception("retention_failed", rule=rule.id, object_id=one and str(one))
            failed += 1
        count += gone
        objects += bool(gone) and one is not None
    return Outcome(count, objects, waits, failed)


def _parts(keeping: Keeping, rule: Rule, one: UUID | None, limit: datetime) -> Iterator[int]:
    """Delete an object, part by part, unless the run is to end; gives how much went with each."""
    while not keeping.stopping.is_set():
        with keeping.database.write() as session:
            gone = rule.erase(keeping, session, one, limit)
            if gone:
                data = {"what": rule.id, "count": gone, "before": limit.isoformat()}
                record(session, SYSTEM, "retention.delete", _KINDS.get(rule.id, rule.id), one, **data)
        yield gone
        if not (gone and rule.in_parts):
            return
