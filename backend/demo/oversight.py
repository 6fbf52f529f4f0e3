"""Matters, service records, cards and ratings of the 示范市: invented, and the same at every load but for the dates."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.calendar.engine import Unit as TimeUnit
from backend.core import clock
from backend.core.db import Database
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.core.sealing import Sealer
from backend.oversight import cards, following_up, ratings
from backend.oversight.access import get_card, get_rating, get_record
from backend.oversight.kinds import CardLevel, RatingChannel, RatingReason, RecordState, TimeoutEffect, Verdict
from backend.oversight.models import ServiceMatter
from backend.oversight.models_records import Card, ServiceEvent, ServiceRating, ServiceRecord
from backend.oversight.pushing import push_many
from backend.oversight.schemas_cards import CardAcknowledgeIn, CardExplainIn
from backend.oversight.schemas_ratings import (
    RatingAgainIn,
    RatingAssessIn,
    RatingCallBackIn,
    RatingRectifyIn,
    RatingVerifyIn,
    ServiceRatingIn,
)
from backend.oversight.sweep import sweep
from backend.units.models import Unit

SEED: Final = 20261130
RECORDS: Final = 400
SOURCE: Final = "政务服务平台"
PART: Final = 200

# unit, name, legal limit, promised limit (working days), finished in one visit
MATTERS: Final = (
    ("ZF-07", "会计代理记账机构执业资格审批", 20, 8, False),
    ("ZF-07", "政府采购供应商登记", None, 3, False),
    ("ZF-07", "财政票据领用", 5, 0, True),
    ("ZF-01", "企业投资项目核准", 20, 10, False),
    ("ZF-01", "企业投资项目备案", 5, 1, True),
    ("ZF-02", "民办学校设立审批", 60, 25, False),
    ("ZF-02", "教师资格认定", 30, 15, False),
    ("ZF-05", "社会团体成立登记", 60, 20, False),
    ("ZF-05", "婚姻登记", None, 0, True),
    ("ZF-06", "法律援助申请审查", 7, 3, False),
    ("ZF-08", "劳务派遣经营许可", 20, 8, False),
    ("ZF-08", "企业职工参保登记", 10, 1, True),
    ("ZF-08", "社会保障卡申领", None, 0, True),
    ("ZF-09", "建设用地规划许可", 20, 10, False),
    ("ZF-09", "不动产转移登记", 30, 4, False),
    ("ZF-09", "国有建设用地使用权登记", 30, 5, False),
    ("ZF-10", "建筑工程施工许可", 7, 5, False),
    ("ZF-10", "商品房预售许可", 10, 6, False),
    ("ZF-10", "城镇污水排入排水管网许可", 20, 9, False),
    ("ZF-11", "取水许可", 45, 20, False),
    ("ZF-15", "公共场所卫生许可", 20, 5, False),
    ("ZF-16", "异地就医备案", None, 0, True),
    ("ZX-01", "居民身份证换领", 60, 15, False),
    ("ZX-01", "户口登记", None, 0, True),
    ("ZX-02", "建设项目环境影响报告表审批", 30, 12, False),
    ("ZX-03", "道路货物运输经营许可", 20, 7, False),
    ("ZX-05", "食品经营许可", 20, 6, False),
    ("ZX-05", "企业设立登记", 3, 1, True),
    ("ZX-06", "户外广告设置审批", 20, 8, False),
    ("CG-01", "增值税专用发票最高开票限额审批", 20, 5, False),
)
SLOW: Final = {"ZF-10": 0.16, "ZX-06": 0.18, "ZF-09": 0.12}
"""How often a unit is late; the others seldom."""


@dataclass(frozen=True)
class _Made:
    unit: str
    code: str
    promised: int
    on_site: bool


def load_oversight(
    database: Database, keys: Keys, ids: dict[str, UUID], office: Principal, second: Principal, liaison: Principal
) -> None:
    """Fill the oversight: `second` verifies what `liaison` found, `office` looks at cards."""
    draw = random.Random(SEED)  # noqa: S311, as the rounds of the demonstration
    with database.write() as session:
        today = clock.local_date(clock.now(session))
        made = _add_matters(session, ids)
    rows = list(_rows(draw, made, today))
    for start in range(0, len(rows), PART):
        with database.write() as session:
            found = push_many(session, SOURCE, SOURCE, rows[start : start + PART])
            assert not any(one.problem for one in found), [one.problem for one in found if one.problem]
    with database.write() as session:
        _date_events(session)
    _rate(database, keys, draw, office, second, liaison)
    sweep(database, lambda *_args, **_more: 0)
    _answer_cards(database, office, liaison)
    with database.write() as session:
        _name_liaisons(session, liaison)


def _add_matters(session: Session, ids: dict[str, UUID]) -> list[_Made]:
    made = []
    for number, (unit, name, legal, promised, on_site) in enumerate(MATTERS, 1):
        code = f"{unit}-{number:03}"
        session.add(
            ServiceMatter(
                unit_id=ids[unit],
                code=code,
                name=name,
                legal_limit=legal,
                legal_time_unit=TimeUnit.WORKING_DAY,
                promised_limit=promised,
                promised_time_unit=TimeUnit.WORKING_DAY,
                on_site=on_site,
                in_centre=unit not in ("ZX-02", "ZF-11"),
                fee=number % 7 == 0,
                basis="有关法律、法规和本市权责清单",
                procedure="申请—受理—审查—决定—送达",
                conditions="申请表及清单所列材料，能通过数据共享取得的不再提交",
                time_limits="自受理之日起计算，听证、检验检测和专家评审时间除外",
                fee_standard="" if number % 9 == 0 else "不收费" if number % 7 else "按物价部门核定的标准",
                supervision="" if number % 11 == 0 else "向市效能办投诉；结果在政务服务网公开",
                timeout_effect=TimeoutEffect.DEEMED_APPROVED if number in (5, 12) else TimeoutEffect.NONE,
            )
        )
        made.append(_Made(unit, code, promised, on_site))
    session.flush()
    return made


def _rows(draw: random.Random, made: list[_Made], today: date) -> Iterator[dict[str, Any]]:
    """Records since the beginning of the year, more of them in the last weeks, as their source would push them. The
    first is late and left to the liaison to try."""
    span = max(30, (today - date(today.year, 1, 1)).days)
    yield {
        "external_id": f"{today.year}-00001",
        "unit_code": made[0].unit,
        "matter_code": made[0].code,
        "received_at": _at(today - timedelta(days=20), 9, 15),
    }
    for number in range(2, RECORDS + 1):
        matter = draw.choice(made)
        back = draw.randrange(span) if number % 3 else draw.randrange(20)
        day = today - timedelta(days=back + 1)
        if day.weekday() > 4:
            day -= timedelta(days=2)
        received = _at(day, 9, draw.randrange(400))
        late = draw.random() < SLOW.get(matter.unit, 0.03)
        taken = matter.promised * 2 + 6 if late else draw.randrange(max(1, matter.promised))
        finished = _at(day + timedelta(days=taken + taken // 5 * 2), 16, draw.randrange(50))
        if matter.on_site and not late:
            finished = received + timedelta(minutes=20 + draw.randrange(60))
        row: dict[str, Any] = {
            "external_id": f"{today.year}-{number:05}",
            "unit_code": matter.unit,
            "matter_code": matter.code,
            "received_at": received,
        }
        if finished.date() < today:
            result = draw.choices(("approved", "refused", "withdrawn"), (92, 5, 3))[0]
            row |= {"finished_at": finished, "result": result}
            row |= {"on_site": matter.on_site or draw.random() < 0.6, "immediate": matter.on_site and not late}
        elif number % 17 == 0:
            row["pauses"] = [{"kind": "expert_review", "begin": received + timedelta(hours=3)}]
        yield row


def _at(day: date, hour: int, minutes: int) -> datetime:
    return datetime.combine(day, time(hour), clock.LOCAL_ZONE) + timedelta(minutes=minutes)


def _date_events(session: Session) -> None:
    """As if each record had been pushed when it came in."""
    came = select(ServiceRecord.received_at).where(ServiceRecord.id == ServiceEvent.record_id).scalar_subquery()
    session.execute(update(ServiceEvent).values(at=came).execution_options(synchronize_session=False))


def _name_liaisons(session: Session, liaison: Principal) -> None:
    """There is an account for the liaison of one unit only; what other units did is told as theirs."""
    mine = (ServiceEvent.actor == str(liaison.user_id)) & (ServiceRecord.unit_id != liaison.unit_id)
    joined = select(ServiceEvent, Unit.name).join(ServiceRecord, ServiceRecord.id == ServiceEvent.record_id)
    for event, name in session.execute(joined.join(Unit, Unit.id == ServiceRecord.unit_id).where(mine)):
        event.actor = f"{name}联络员"


def _rate(
    database: Database, keys: Keys, draw: random.Random, office: Principal, second: Principal, liaison: Principal
) -> None:
    """Every third finished record has a rating; old bad ones are over with, one of them was mistaken."""
    sealer = Sealer(keys)
    with database.write() as session:
        done = ServiceRecord.state == RecordState.FINISHED
        chosen = session.scalars(
            select(ServiceRecord.id).where(done).order_by(ServiceRecord.received_at, ServiceRecord.external_id)
        ).all()[::3]
        now = clock.now(session)
        bad = 0
        for record_id in chosen:
            record = get_record(session, office, record_id)
            assert record.finished_at is not None
            level = draw.choices((5, 4, 3, 2, 1), (58, 27, 8, 4, 3))[0]
            at = clock.tell(session, min(record.finished_at + timedelta(hours=2), now))
            reasons = [draw.choice(tuple(RatingReason))] if level <= 2 else []
            comment = "等候时间长，窗口没有一次讲清要带什么材料。" if level == 1 else None
            body = ServiceRatingIn(
                level=level,
                channel=draw.choice(tuple(RatingChannel)),
                reasons=reasons,
                comment=comment,
                rated_at=at,
            )
            rating = ratings.add_rating(session, sealer, SOURCE, record, body)
            if level <= 2 and now - at > timedelta(days=6):
                bad += 1
                _follow_up(session, rating.id, at, liaison, second, mistaken=bad % 4 == 0)


def _follow_up(
    session: Session, rating_id: UUID, at: datetime, liaison: Principal, second: Principal, *, mistaken: bool
) -> None:
    verdict = Verdict.MISTAKEN if mistaken else Verdict.VALID
    finding = "本人说明点错了选项。" if mistaken else "情况属实，窗口告知不够清楚。"
    steps: list[tuple[Principal, str, Any]] = [
        (liaison, "call_back", RatingCallBackIn(callback="已电话回访并致歉，听取了意见。")),
        (liaison, "assess", RatingAssessIn(verdict=verdict, finding=finding)),
        (second, "verify", RatingVerifyIn(verdict=verdict)),
    ]
    if not mistaken:
        rectification = "修订一次性告知单，增设导办，对窗口人员作了培训。"
        steps.append((liaison, "rectify", RatingRectifyIn(rectification=rectification)))
        steps.append((second, "rate_again", RatingAgainIn(level=4)))
    for number, (who, action, body) in enumerate(steps, 1):
        clock.tell(session, at + timedelta(days=number))
        rating: ServiceRating = get_rating(session, second, rating_id, lock=True)
        following_up.transition(session, who, rating, action, body, f'"{rating.version}"')


def _answer_cards(database: Database, office: Principal, liaison: Principal) -> None:
    """Some of the cards were acknowledged and explained; the newest wait."""
    with database.write() as session:
        warns = Card.level != CardLevel.PROMPT
        others = Card.unit_id != liaison.unit_id
        chosen = session.scalars(select(Card.id).where(warns, others).order_by(Card.breach_at, Card.id)).all()
        for card_id in chosen[: len(chosen) // 2]:
            steps: tuple[tuple[str, Any], ...] = (
                ("acknowledge", CardAcknowledgeIn()),
                ("explain", CardExplainIn(explanation="材料转办环节滞留，已落实专人跟办，今后每日清点临期办件。")),
            )
            for action, body in steps:
                card = get_card(session, office, card_id, lock=True)
                cards.transition(session, liaison, card, action, body, f'"{card.version}"')
