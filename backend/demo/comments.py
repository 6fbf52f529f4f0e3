"""What people of 示范市 write about units, and what the office has decided so far. Invented; no real person, no real number."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

import numpy as np
from sqlalchemy import select

from backend.comments.covering import COVER
from backend.comments.deciding import decide, decide_many
from backend.comments.models import CommentReview, ReviewState, WithheldReason
from backend.comments.personal import find_personal
from backend.comments.schemas import MOST_AT_ONCE, CommentDecisionIn, CommentDecisionsIn, ReviewedState, SeenComment
from backend.core import clock
from backend.core.clock import LOCAL_ZONE
from backend.core.db import Database
from backend.core.etags import etag_of
from backend.core.principal import Principal

_WHEN: Final = ("", "", "上月去办事，", "我们企业反映：", "去了两次，")
_WRONG: Final = (
    "窗口排队时间长，建议多开一个窗口",
    "一次没有告知全需要的材料，跑了三趟",
    "咨询电话经常占线，打 12345 才转过去",
    "收费票据给得不及时",
    "建议把办事流程图贴在大厅显眼处",
    "回复很快，但问题没有解决",
    "中午没人值班，希望安排轮班",
    "几个科室互相推诿，不知道找谁",
    "补贴标准没有公开，看不明白",
    "处罚以前没有说明依据",
    "系统老是提示出错，材料要重复上传",
)
_WISH: Final = ("。", "。", "，希望改进。", "！", "，请尽快解决。")
_RIGHT: Final = (
    "工作人员态度好，办得快。",
    "网上能查进度，很方便。",
    "上门服务及时，希望坚持下去。",
    "政策解释清楚，点赞。",
    "比前两年规范多了。",
)
_PERSONAL: Final = (
    "材料交了两个月没有回音，请回电 138-0000-1234。",
    "吴科长每次都很耐心，谢谢。",
    "申请被退回三次，身份证 11010519491231002X，请查一下。",
    "单位的公车皖A00000占了便民车位。",
    "补贴一直没有到账，卡号 6222 0202 0000 0000，微信 shifan_0001。",
    "住示范小区3号楼2单元501室的老人不会用手机，能不能上门办。",
)
_RUDE: Final = "就是一群饭桶！！"
SHARE: Final = 0.22
"""Of the ballots that carry a comment."""
OFTEN: Final = 0.3
"""Of the comments that are about the unit talked about most."""


def draw_comments(seed: int, sheets: int, units: int, talked_about: int | None) -> Mapping[int, tuple[int, str]]:
    """Which sheets carry a comment: sheet number -> (unit position, text). The same on every machine."""
    generator = np.random.default_rng(seed)
    chosen = np.flatnonzero(generator.random(sheets) < SHARE)
    drawn = {}
    for sheet in chosen.tolist():
        unit = int(generator.integers(units))
        if talked_about is not None and generator.random() < OFTEN:
            unit = talked_about
        drawn[sheet] = (unit, _text(generator))
    return drawn


def _text(generator: np.random.Generator) -> str:
    def one_of(texts: Sequence[str]) -> str:
        return texts[int(generator.integers(len(texts)))]

    kind = generator.random()
    if kind < 0.02:
        return _RUDE
    if kind < 0.1:
        return one_of(_PERSONAL)
    return one_of(_RIGHT) if kind < 0.35 else one_of(_WHEN) + one_of(_WRONG) + one_of(_WISH)


def review_comments(database: Database, office: Principal, round_id: UUID, day: date, waiting: int) -> None:
    """The office has gone through the comments of a counted round but for the last `waiting` of them."""
    with database.write() as session:
        clock.tell(session, datetime.combine(day, time(9, 0), LOCAL_ZONE))
        mine = select(CommentReview).where(CommentReview.round_id == round_id).order_by(CommentReview.id)
        reviews = session.scalars(mine).all()
        reviews = reviews[: max(0, len(reviews) - waiting)]
        clear = [one for one in reviews if not one.findings and one.text != _RUDE]
        for start in range(0, len(clear), MOST_AT_ONCE):
            items = [SeenComment(id=one.id, version=one.version) for one in clear[start : start + MOST_AT_ONCE]]
            decide_many(session, office, round_id, CommentDecisionsIn(state=ReviewedState.RELEASED, items=items))
        for one in reviews:
            if one.state is ReviewState.PENDING:
                decide(session, office, round_id, one.id, _decision(one), etag_of(one))


def _decision(review: CommentReview) -> CommentDecisionIn:
    """Abuse is withheld; of the others names are covered, too."""
    if review.text == _RUDE:
        return CommentDecisionIn(state=ReviewedState.WITHHELD, reason=WithheldReason.ABUSE)
    text = review.text
    for found in reversed(find_personal(text)):
        text = text[: found.start] + COVER + text[found.end :]
    return CommentDecisionIn(state=ReviewedState.RELEASED, text=text)
