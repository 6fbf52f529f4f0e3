"""Rules and categories of complaints: versions that are only added, and what a new one would mean."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from backend.complaints.desk import DeskDep
from backend.complaints.rules import editing
from backend.complaints.rules.categories import list_categories
from backend.complaints.rules.schemas import (
    CategoryEdit,
    CategoryIn,
    CategoryList,
    CategoryOut,
    PolicyIn,
    PolicyList,
    PolicyOut,
    PolicyPreview,
    PolicyQuery,
)
from backend.core.etags import IfMatch, set_etag
from backend.core.openapi import problems
from backend.core.principal import permission

router = APIRouter(prefix="/api/v1/complaint-policies", tags=["complaint_policies"])
categories = APIRouter(prefix="/api/v1/complaint-categories", tags=["complaint_categories"])


@router.get("", summary="The versions of the rules, newest first", responses=problems(401, 403, 422))
@permission("complaint_policy.read")
def list_versions(desk: DeskDep, query: Annotated[PolicyQuery, Query()]) -> PolicyList:
    return editing.list_versions(desk, query.scope)


@router.post("/preview", summary="What a new version would mean, without adding it", responses=problems(401, 403, 422))
@permission("complaint_policy.read")
def preview(body: PolicyIn, desk: DeskDep) -> PolicyPreview:
    return editing.preview(desk, body)


@router.post(
    "", status_code=201, summary="Add a version; open cases keep theirs", responses=problems(401, 403, 412, 422)
)
@permission("complaint_policy.write")
def add(body: PolicyIn, desk: DeskDep) -> PolicyOut:
    return editing.add(desk, body)


@categories.get("", summary="All categories, the retired ones too", responses=problems(401, 403))
@permission("complaint_policy.read")
def read_categories(desk: DeskDep) -> CategoryList:
    return CategoryList(items=[CategoryOut.of(row) for row in list_categories(desk.session)])


@categories.post("", status_code=201, summary="Add a category", responses=problems(401, 403, 409, 422))
@permission("complaint_policy.write")
def add_category(body: CategoryIn, desk: DeskDep, response: Response) -> CategoryOut:
    row = editing.add_category(desk, body)
    set_etag(response, row)
    return CategoryOut.of(row)


@categories.patch(
    "/{category_id}", summary="Edit or retire a category", responses=problems(401, 403, 404, 409, 412, 422, 428)
)
@permission("complaint_policy.write")
def edit_category(
    category_id: UUID, body: CategoryEdit, desk: DeskDep, response: Response, if_match: IfMatch = None
) -> CategoryOut:
    row = editing.edit_category(desk, category_id, body, if_match)
    set_etag(response, row)
    return CategoryOut.of(row)
