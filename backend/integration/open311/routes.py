"""GeoReport v2 below /open311/v2. Refusals have the form of that specification (`refusing.py`)."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from backend.complaints.attachments import keeping
from backend.complaints.attachments.inlet import Inlet, InletDep
from backend.complaints.desk import Desk
from backend.complaints.models import Case
from backend.complaints.public import acts
from backend.complaints.public.schemas import RequestKey
from backend.config import Settings
from backend.core.db import DatabaseDep, SessionDep
from backend.core.errors import DomainError
from backend.core.openapi import OWN_ERRORS
from backend.core.principal import permission
from backend.core.text import Text, choose_language
from backend.files.attachments.kinds import MAX_FILES
from backend.files.attachments.service import MAX_UPLOAD
from backend.integration.open311 import filing, keys, listing, services
from backend.integration.open311.formats import MEDIA_TYPES, Format, answer
from backend.integration.open311.receiving import KeyedRoute, Received, ReceivedDep
from backend.integration.open311.schemas import (
    Asked,
    Discovery,
    ErrorOut,
    NewRequest,
    Posted,
    RequestsQuery,
    RequestToken,
    RequestUpdate,
    Service,
    ServiceDefinition,
    ServiceRequest,
    UpdatesQuery,
)

router = APIRouter(prefix=services.BASE, tags=["open311"], route_class=KeyedRoute)
FormatPath = Annotated[Format, Path(alias="format")]
Texts = dict[int | str, dict[str, Any]]
OWN: Final = {OWN_ERRORS: True}
_TITLES: Final = {
    400: "Something in the request",
    403: "The API key is missing or invalid",
    404: "Absent, or not public",
    408: "The body came too slowly",
    413: "Too large",
    415: "No form",
    422: "The key of the request was used for another one",
    429: "Too many requests",
    503: "Busy, try again",
    507: "No space left; nothing was saved",
}


def _form() -> dict[str, Any]:
    """The body of a new request as the specification of the API shows it: `receiving.py` reads it by itself."""
    schema = Posted.model_json_schema(ref_template="#/components/schemas/{model}")
    schema.pop("$defs")
    media = {"type": "array", "maxItems": MAX_FILES, "items": {"type": "string", "format": "binary"}}
    with_files = schema | {"properties": schema["properties"] | {"media": media}}
    content = {
        "application/x-www-form-urlencoded": {"schema": schema},
        "multipart/form-data": {"schema": with_files},
    }
    return {"requestBody": {"required": True, "content": content}}


def _answers(model: Any, *statuses: int, made: int = 200) -> Texts:
    """The `responses` of a route in both formats."""
    text = {"schema": {"type": "string"}}
    told: Texts = {made: {"model": model, "content": {MEDIA_TYPES[Format.XML]: text}}}
    for status in (400, 404, *statuses):
        told[status] = {
            "model": list[ErrorOut],
            "content": {MEDIA_TYPES[Format.XML]: text},
            "description": _TITLES[status],
        }
    return told


def _plain(content: BaseModel | list[Any]) -> Any:
    return [one.model_dump() for one in content] if isinstance(content, list) else content.model_dump()


def _checked(request: Request, asked: Asked) -> None:
    """What every address refuses. Raises KeyInAddress, UnknownJurisdiction."""
    keys.refuse_in_address(request)
    services.check_jurisdiction(request.app.state.settings, asked.jurisdiction_id)


@router.get("/discovery.{format}", summary="Where what is", responses=_answers(Discovery), openapi_extra=OWN)
@permission("open311.read")
async def discovery(request: Request, format_: FormatPath) -> Response:
    return answer(format_, "discovery", _plain(services.discovery(request.app.state.settings)))


@router.get(
    "/services.{format}", summary="Categories of complaints", responses=_answers(list[Service]), openapi_extra=OWN
)
@permission("open311.read")
def list_services(
    request: Request, format_: FormatPath, session: SessionDep, asked: Annotated[Asked, Query()]
) -> Response:
    _checked(request, asked)
    return answer(format_, "services", _plain(services.services(session)))


@router.get(
    "/services/{service_code}.{format}",
    summary="What else a complaint of a category may tell",
    responses=_answers(ServiceDefinition),
    openapi_extra=OWN,
)
@permission("open311.read")
def read_service(
    request: Request, service_code: str, format_: FormatPath, session: SessionDep, asked: Annotated[Asked, Query()]
) -> Response:
    _checked(request, asked)
    found = services.definition(session, service_code, choose_language(request.headers.get("accept-language")))
    return answer(format_, "service_definition", _plain(found))


@router.get(
    "/requests.{format}",
    summary="Cases that are marked for the public",
    responses=_answers(list[ServiceRequest]),
    openapi_extra=OWN,
)
@permission("open311.read")
def list_requests(
    request: Request, format_: FormatPath, session: SessionDep, query: Annotated[RequestsQuery, Query()]
) -> Response:
    _checked(request, query)
    language = choose_language(request.headers.get("accept-language"))
    return answer(format_, "service_requests", _plain(listing.list_requests(session, query, language)))


@router.get(
    "/requests/{service_request_id}.{format}",
    summary="One of them; with a key also one of the own",
    responses=_answers(list[ServiceRequest], 403, 429),
    openapi_extra=OWN,
)
@permission("open311.read")
def read_request(
    request: Request,
    service_request_id: str,
    format_: FormatPath,
    session: SessionDep,
    asked: Annotated[Asked, Query()],
    key: Annotated[str | None, Header(alias=keys.HEADER, max_length=200)] = None,
) -> Response:
    _checked(request, asked)
    client = keys.look_up(request, session, key) if key is not None else None
    language = choose_language(request.headers.get("accept-language"))
    found = listing.read_request(session, service_request_id, client, language)
    return answer(format_, "service_requests", [found.model_dump()])


@router.get(
    "/tokens/{token}.{format}",
    summary="The number of a token; numbers are given at once",
    responses=_answers(list[RequestToken]),
    openapi_extra=OWN,
)
@permission("open311.read")
def read_token(
    request: Request, token: str, format_: FormatPath, session: SessionDep, asked: Annotated[Asked, Query()]
) -> Response:
    _checked(request, asked)
    return answer(format_, "service_requests", [listing.read_token(session, token).model_dump()])


@router.get(
    "/servicerequestupdates.{format}",
    summary="How the state of marked cases changed (FixMyStreet's extension)",
    responses=_answers(list[RequestUpdate]),
    openapi_extra=OWN,
)
@permission("open311.read")
def list_updates(
    request: Request, format_: FormatPath, session: SessionDep, query: Annotated[UpdatesQuery, Query()]
) -> Response:
    _checked(request, query)
    language = choose_language(request.headers.get("accept-language"))
    return answer(format_, "service_request_updates", _plain(listing.list_updates(session, query, language)))


@router.post(
    "/requests.{format}",
    status_code=201,
    max_body_size=MAX_UPLOAD,
    summary="File a complaint; urlencoded, or multipart with `media`",
    responses=_answers(list[NewRequest], 403, 408, 413, 415, 422, 429, 503, 507, made=201),
    openapi_extra=OWN | _form(),
)
@permission("open311.file")
async def post_request(
    request: Request,
    format_: FormatPath,
    received: ReceivedDep,
    database: DatabaseDep,
    inlet: InletDep,
    key: Annotated[RequestKey | None, Header(alias="Idempotency-Key", description="Optional")] = None,
) -> Response:
    """What goes wrong with a file never costs the complaint."""
    settings: Settings = request.app.state.settings
    services.check_jurisdiction(settings, received.form.jurisdiction_id)
    language = choose_language(request.headers.get("accept-language"))

    def desk(session: Any) -> Desk:
        return Desk(session, request.app.state.keys, received.client, language)

    made = await database.run(lambda session: filing.file(desk(session), received.client, received.form, key))
    refused = await _attach(received, inlet, made.case, database, desk)

    def tell() -> NewRequest:
        with database.read() as session:
            return filing.told(desk(session), made, received.form, refused)

    told = await run_in_threadpool(tell)
    return answer(format_, "service_requests", [told.model_dump()], 200 if made.repeated else 201)


async def _attach(received: Received, inlet: Inlet, case: Case, database: DatabaseDep, desk: Any) -> list[Text]:
    """Take the files of a request, one by one; gives why some were not taken."""

    def keep(session: Any, upload: Any) -> bool:
        locked = session.get_one(Case, case.id, with_for_update=True)
        acts.refuse_now(acts.against_attachment(desk(session), locked, acts.followed(session, locked)))
        return keeping.keep(desk(session), keeping.complainant(locked), upload)

    refused: list[Text] = []
    for file in received.media:
        try:
            content = await inlet.read(file)
            await inlet.take(content, lambda upload: database.run(lambda session: keep(session, upload)))
        except DomainError as refusal:
            refused.append(refusal.detail or refusal.title)
    return refused
