"""The complaints of the demonstration: each goes its course as far as its time has come."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from backend.calendar.days import WorkCalendar
from backend.calendar.engine import next_office_time
from backend.calendar.queries import load_calendar
from backend.complaints import intake
from backend.complaints.attachments.keeping import complainant, keep
from backend.complaints.desk import Desk
from backend.complaints.kinds import (
    Actor,
    Channel,
    IdentityMode,
)
from backend.complaints.models import Case
from backend.complaints.schemas import ComplaintIn, ContactIn, RegisterIn
from backend.complaints.searching import summarise
from backend.core import clock
from backend.core.db import Database
from backend.core.keys import Keys
from backend.core.sealing import Sealer
from backend.demo.courses import CITIZEN, COURSES, OFFICER, Act, desk_of
from backend.demo.pictures import NAME, empty_page
from backend.demo.rounds import morning
from backend.demo.stories import STORIES, Story
from backend.files.attachments import service as attachments
from backend.files.attachments.antivirus import Scanner
from backend.files.storage import FileStore
from backend.notices.models import Notice
from backend.units.models import Unit

STILL_NEW = timedelta(days=3)
"""Notices of what is longer ago have been read by the people of the demonstration."""


def load_complaints(database: Database, keys: Keys, files: FileStore, today: date) -> None:
    """Enter the stories and carry each as far as it got. The units and people of the demonstration must be there."""
    with database.read() as session:
        calendar = load_calendar(session)
    for place, story in enumerate(STORIES):
        began = morning(_working_day(calendar, today - timedelta(days=story.age))) + timedelta(minutes=7 * place % 120)
        case_id = _register(database, keys, story, place, began)
        if story.picture:
            send_picture(database, keys, files, case_id, began + timedelta(minutes=3))
        for act in COURSES[story.course]:
            _perform(database, keys, story, case_id, act, began)
    with database.write() as session:
        seen = clock.now(session) - STILL_NEW
        session.execute(update(Notice).where(Notice.created_at < seen).values(read_at=Notice.created_at))


def _working_day(calendar: WorkCalendar, day: date) -> date:
    """The day itself or the last working day before it."""
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day


def _register(database: Database, keys: Keys, story: Story, place: int, began: datetime) -> UUID:
    with database.write() as session:
        at = clock.tell(session, began)
        unit_id = session.scalars(select(Unit.id).where(Unit.code == story.unit)).one()
        fields: dict[str, Any] = {
            "mode": story.mode,
            "category": story.category,
            "unit_id": unit_id,
            "subject": story.summary.removeprefix("反映"),
            "text": f"{story.text}（演示数据）",
            "persons": story.persons,
            "contact": None
            if story.mode is IdentityMode.ANONYMOUS
            else ContactIn(name=f"演示群众{place + 1}", phone=f"1990000{place:04d}"),
        }
        if story.channel is Channel.WEB:
            desk, body = Desk(session, keys, Actor.CITIZEN), ComplaintIn(**fields)
        else:
            desk = desk_of(session, keys, OFFICER)
            body = RegisterIn(**fields, channel=story.channel, received_at=at)
        case = intake.register(desk, body, secrets.token_hex(16)).case
        case.demo = True
        summarise(session, case, story.summary)
        if case.officer_id is None and story.course != "registered":
            case.officer_id = desk_of(session, keys, OFFICER).user_id
        return case.id


def send_picture(database: Database, keys: Keys, files: FileStore, case_id: UUID, at: datetime) -> None:
    """The complainant's picture, on the way that every upload goes but for the virus scanner: it was drawn here."""
    received = attachments.receive(files, Sealer(keys), Scanner(""), empty_page(), NAME)
    try:
        with database.write() as session:
            clock.tell(session, at)
            desk = Desk(session, keys, Actor.CITIZEN)
            keep(desk, complainant(session.get_one(Case, case_id, with_for_update=True)), received)
    except BaseException:
        attachments.discard(files, received)
        raise


def _perform(database: Database, keys: Keys, story: Story, case_id: UUID, act: Act, began: datetime) -> None:
    with database.write() as session:
        present = clock.now(session)
        at = next_office_time(load_calendar(session), began + timedelta(days=act.day))
        if at >= present:
            return
        clock.tell(session, at)
        desk = Desk(session, keys, Actor.CITIZEN) if act.who == CITIZEN else desk_of(session, keys, act.who)
        act.do(desk, session.get_one(Case, case_id), story)
