"""The calendar over HTTP. Its version is the ETag of everything in it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Response, UploadFile
from fastapi.concurrency import run_in_threadpool

from backend.auth.enforce import UploadRoute
from backend.core.db import Database, DatabaseDep, SessionDep
from backend.core.etags import IfMatch, set_etag
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.core.text import Language, choose_language
from backend.workdays import service, sheet, showing
from backend.workdays.schemas import (
    CalendarDate,
    CalendarOut,
    CheckOut,
    FileQuery,
    LocalDayIn,
    OfficeHoursIn,
    Year,
    YearIn,
    YearOut,
)
from backend.workdays.service import AfterChangeDep, Change

_MULTIPART = 64 * 1024  # what an upload has around the file

router = APIRouter(prefix="/api/v1/calendar", tags=["calendar"], route_class=UploadRoute)

YearPath = Annotated[Year, Path()]
DayPath = Annotated[CalendarDate, Path()]


def _language(accept_language: Annotated[str | None, Header()] = None) -> Language:
    return choose_language(accept_language)


LanguageDep = Annotated[Language, Depends(_language)]


def get_change(
    session: SessionDep, principal: PrincipalDep, after_change: AfterChangeDep, if_match: IfMatch = None
) -> Change:
    """An edit of the version that If-Match names."""
    return Change(session, principal, if_match, after_change)


ChangeDep = Annotated[Change, Depends(get_change)]


@router.get("", summary="The calendar: published years and office hours", responses=problems(401, 403))
@permission("calendar.read")
def read(session: SessionDep, response: Response) -> CalendarOut:
    set_etag(response, service.current_version(session))
    return showing.show_calendar(session)


@router.get("/years/{year}", summary="Every day of a year", responses=problems(401, 403, 422))
@permission("calendar.read")
def read_year(year: YearPath, session: SessionDep, response: Response) -> YearOut:
    """A year that is not published yet has weekdays and weekends only, and the local days."""
    set_etag(response, service.current_version(session))
    return showing.show_year(session, year)


@router.put("/years/{year}", summary="Publish a year, or correct one", responses=problems(401, 403, 409, 412, 422, 428))
@permission("calendar.write")
def put_year(year: YearPath, body: YearIn, change: ChangeDep, response: Response) -> YearOut:
    """Takes all days of the yearly notice at once. Due times that reach into the year are then computed anew."""
    service.publish_year(change, year, body)
    set_etag(response, change.current)
    return showing.show_year(change.session, year)


@router.get(
    "/years/{year}/file",
    summary="A published year as a file",
    response_class=Response,
    responses=sheet.FILE_RESPONSES | problems(401, 403, 404, 422),
)
@permission("calendar.read")
def year_file(year: YearPath, session: SessionDep, query: Annotated[FileQuery, Query()]) -> Response:
    """Has the columns of the check; last year's file is the pattern for the next."""
    return sheet.year_file(session, year, query.format)


@router.post(
    "/years/{year}/check",
    summary="Read a file and compare it with the calendar",
    max_body_size=sheet.MAX_FILE + _MULTIPART,
    responses=problems(401, 403, 409, 413, 422),
)
@permission("calendar.write")
async def check_year(year: YearPath, file: UploadFile, database: DatabaseDep, language: LanguageDep) -> CheckOut:
    """Takes xlsx and csv. Changes and keeps nothing: what is sound comes back as the days to publish."""
    filename = "".join(character for character in file.filename or "" if character.isprintable())[:200]
    return await run_in_threadpool(_check, database, year, await file.read(), filename, language)


def _check(database: Database, year: int, content: bytes, filename: str, language: Language) -> CheckOut:
    with database.read() as session:
        return sheet.check(session, year, content, filename, language)


@router.put("/local-days/{day}", summary="Set a local day", responses=problems(401, 403, 412, 422, 428))
@permission("calendar.write")
def put_local_day(day: DayPath, body: LocalDayIn, change: ChangeDep, response: Response) -> YearOut:
    """A local day off or on goes before the national calendar."""
    service.put_local_day(change, day, body)
    set_etag(response, change.current)
    return showing.show_year(change.session, day.year)


@router.delete("/local-days/{day}", summary="Remove a local day", responses=problems(401, 403, 404, 412, 422, 428))
@permission("calendar.write")
def remove_local_day(day: DayPath, change: ChangeDep, response: Response) -> YearOut:
    """The national calendar holds again for this day."""
    service.remove_local_day(change, day)
    set_etag(response, change.current)
    return showing.show_year(change.session, day.year)


@router.put("/office-hours", summary="Set the office hours", responses=problems(401, 403, 412, 422, 428))
@permission("calendar.write")
def put_office_hours(body: OfficeHoursIn, change: ChangeDep, response: Response) -> CalendarOut:
    """Limits in hours run, and messages go out, in these sessions of a working day."""
    service.put_office_hours(change, body)
    set_etag(response, change.current)
    return showing.show_calendar(change.session)
