"""The dictionary of topics: what the program brings, what the office changes, what a comment proposes by its words."""

import json
from collections.abc import Sequence
from importlib import resources
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.comments.models import CommentTopic
from backend.comments.schemas import CommentTopicIn, CommentTopicPatch
from backend.core.errors import FieldProblem, InvalidInput, NotFound
from backend.core.etags import check_match
from backend.core.principal import Principal
from backend.core.text import Text

_TAKEN = Text("已有同名的主题", "There is a topic of this name")


def seed_topics(session: Session) -> None:
    """Add the topics of the source documents to an installation that has none."""
    if session.scalars(select(CommentTopic.id).limit(1)).first() is not None:
        return
    text = (resources.files("backend.comments") / "topics.json").read_text(encoding="utf-8")
    for position, entry in enumerate(json.loads(text), start=1):
        session.add(CommentTopic(name=entry["name"], keywords=entry["keywords"], position=position))
    session.flush()


def list_topics(session: Session) -> Sequence[CommentTopic]:
    """All topics in their order, the retired ones too."""
    return session.scalars(select(CommentTopic).order_by(CommentTopic.position, CommentTopic.name)).all()


def proposed_for(text: str, topics: Sequence[CommentTopic]) -> list[CommentTopic]:
    """The topics in use that have one of their words in `text`."""
    lower = text.casefold()
    return [topic for topic in topics if topic.active and any(word.casefold() in lower for word in topic.keywords)]


def add_topic(session: Session, principal: Principal, body: CommentTopicIn) -> CommentTopic:
    """Add a topic at the end. Raises InvalidInput for a name that is taken."""
    _refuse_taken(session, body.name, None)
    last = session.scalars(select(func.coalesce(func.max(CommentTopic.position), 0))).one()
    topic = CommentTopic(name=body.name, keywords=_distinct(body.keywords), position=last + 1)
    session.add(topic)
    session.flush()
    record(session, principal, "comment_topic.add", "comment_topic", topic.id)
    return topic


def edit_topic(
    session: Session, principal: Principal, topic_id: UUID, body: CommentTopicPatch, if_match: str | None
) -> CommentTopic:
    """Rename a topic, change its words, retire it or take it into use again; comments keep it. Raises NotFound, Stale."""
    topic = session.get(CommentTopic, topic_id, with_for_update=True, populate_existing=True)
    if topic is None:
        raise NotFound
    check_match(if_match, topic)
    if body.name is not None:
        _refuse_taken(session, body.name, topic.id)
        topic.name = body.name
    if body.keywords is not None:
        topic.keywords = _distinct(body.keywords)
    if body.active is not None:
        topic.active = body.active
    topic.version += 1
    session.flush()
    record(session, principal, "comment_topic.edit", "comment_topic", topic.id, fields=sorted(body.model_fields_set))
    return topic


def _distinct(words: list[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _refuse_taken(session: Session, name: str, own: UUID | None) -> None:
    """Names differ; of two people who add one at the same time the second is stopped by the table."""
    found = session.scalars(select(CommentTopic.id).where(CommentTopic.name == name)).one_or_none()
    if found is not None and found != own:
        raise InvalidInput(errors=[FieldProblem("/name", "name_taken", _TAKEN)])
