"""The dictionary of topics over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Response

from backend.comments import topics
from backend.comments.schemas import CommentTopicIn, CommentTopicList, CommentTopicOut, CommentTopicPatch
from backend.comments.views import topic_out
from backend.core.db import SessionDep
from backend.core.etags import IfMatch, set_etag
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission

router = APIRouter(prefix="/api/v1/comment-topics", tags=["comment_topics"])


@router.get("", summary="All topics, the retired ones too", responses=problems(401, 403))
@permission("comment.read")
def list_topics(session: SessionDep) -> CommentTopicList:
    return CommentTopicList(items=[topic_out(topic) for topic in topics.list_topics(session)])


@router.post("", status_code=201, summary="Add a topic", responses=problems(401, 403, 422))
@permission("comment.moderate")
def add_topic(
    body: CommentTopicIn, session: SessionDep, principal: PrincipalDep, response: Response
) -> CommentTopicOut:
    topic = topics.add_topic(session, principal, body)
    set_etag(response, topic)
    return topic_out(topic)


@router.patch(
    "/{topic_id}", summary="Rename, change or retire a topic", responses=problems(401, 403, 404, 412, 422, 428)
)
@permission("comment.moderate")
def edit_topic(
    topic_id: UUID,
    body: CommentTopicPatch,
    session: SessionDep,
    principal: PrincipalDep,
    response: Response,
    if_match: IfMatch = None,
) -> CommentTopicOut:
    topic = topics.edit_topic(session, principal, topic_id, body, if_match)
    set_etag(response, topic)
    return topic_out(topic)
