"""Services are the categories of complaints; the attributes of all of them are what else a complaint may tell."""

from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.complaints.kinds import MODE_NAMES, IdentityMode
from backend.complaints.models import Category
from backend.complaints.rules.categories import list_categories
from backend.config import Settings
from backend.core import clock
from backend.core.text import Language, Text
from backend.integration.open311.formats import MEDIA_TYPES
from backend.integration.open311.refusing import UnknownJurisdiction, UnknownService
from backend.integration.open311.schemas import (
    Attribute,
    AttributeValue,
    Discovery,
    Endpoint,
    Service,
    ServiceDefinition,
)
from backend.units.models import Unit

BASE: Final = "/open311/v2"
CHANGESET: Final = datetime(2026, 11, 30, tzinfo=UTC).isoformat()
"""When the attributes changed last; categories and units are data and change without a sign here."""
SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"

_UNIT: Final = Text("被投诉的单位", "The unit complained of")
_MODE: Final = Text("谁可以知道您是谁；不填时，有姓名和电话的为保密，没有的为匿名", "Who may know who you are")
_SUBJECT: Final = Text("标题", "Subject")
_WISH: Final = Text("您的诉求", "What you want to be done")
_CODE: Final = Text("是否返回查询码，由您交给投诉人；投诉人须先更换", "Whether to give the tracking code")
_YES, _NO = Text("是", "yes"), Text("否", "no")


def jurisdiction_of(settings: Settings) -> str:
    """What this installation is called."""
    return settings.open311_jurisdiction or urlsplit(settings.base_url).hostname or ""


def check_jurisdiction(settings: Settings, shown: str | None) -> None:
    """It may be absent, since there is one only. Raises UnknownJurisdiction."""
    if shown and shown != jurisdiction_of(settings):
        raise UnknownJurisdiction


def discovery(settings: Settings) -> Discovery:
    base = settings.base_url.rstrip("/")
    return Discovery(
        changeset=CHANGESET,
        contact=settings.site_name or jurisdiction_of(settings),
        key_service=f"{base}/api/v1/openapi.json",
        endpoints=[
            Endpoint(
                specification=SPECIFICATION,
                url=base + BASE,
                changeset=CHANGESET,
                type="production" if settings.env == "production" else "test",
                formats=sorted(MEDIA_TYPES.values(), reverse=True),
            )
        ],
    )


def services(session: Session) -> list[Service]:
    return [_service(row) for row in list_categories(session, active_only=True)]


def definition(session: Session, service_code: str, language: Language) -> ServiceDefinition:
    """Raises UnknownService."""
    category = session.scalars(select(Category).where(Category.code == service_code)).one_or_none()
    if category is None or not category.active:
        raise UnknownService
    today = clock.local_date(clock.now(session))
    current = select(Unit.code, Unit.name).where(
        Unit.active_from <= today, or_(Unit.active_to.is_(None), Unit.active_to >= today)
    )
    units = [(row.code, row.name) for row in session.execute(current.order_by(Unit.code))]
    modes = [(mode.value, MODE_NAMES[mode].of(language)) for mode in IdentityMode]
    yes_or_no = [("yes", _YES.of(language)), ("no", _NO.of(language))]
    return ServiceDefinition(
        service_code=category.code,
        attributes=[
            _attribute(1, "unit", _UNIT.of(language), units),
            _attribute(2, "mode", _MODE.of(language), modes),
            _attribute(3, "subject", _SUBJECT.of(language)),
            _attribute(4, "wish", _WISH.of(language), datatype="text"),
            _attribute(5, "give_code", _CODE.of(language), yes_or_no),
        ],
    )


def _service(row: Category) -> Service:
    return Service(
        service_code=row.code,
        service_name=row.name,
        description=row.hint,
        metadata=True,
        type="realtime",
        keywords="",
        group=row.group_name,
    )


def _attribute(
    order: int, code: str, description: str, choices: list[tuple[str, str]] | None = None, datatype: str = "string"
) -> Attribute:
    return Attribute.model_validate(
        {
            "variable": True,
            "code": code,
            "datatype": "singlevaluelist" if choices is not None else datatype,
            "required": False,
            "datatype_description": "",
            "order": order,
            "description": description,
            "values": [AttributeValue(key=key, name=name) for key, name in choices or ()],
        }
    )
