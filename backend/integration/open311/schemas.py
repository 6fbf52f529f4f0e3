"""What GeoReport v2 asks with and answers with."""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from backend.complaints.kinds import IdentityMode
from backend.core.fields import Instant, Line, Prose

_UNQUOTED_PLUS = re.compile(r" (?=[0-9]{2}:?[0-9]{2}$)")


def _plus(value: Any) -> Any:
    """`+08:00` in an address that its sender did not quote arrives with a space."""
    return _UNQUOTED_PLUS.sub("+", value) if isinstance(value, str) else value


Moment = Annotated[Instant, BeforeValidator(_plus)]
Jurisdiction = Annotated[Line, Field(max_length=200)] | None
Codes = Annotated[Line, Field(max_length=2000, description="One, or several with commas")] | None


class Asked(BaseModel):
    """What every address takes. Unknown parameters are left alone, as the specification wants."""

    jurisdiction_id: Jurisdiction = Field(None, description="This installation's, see discovery; may be absent")


class RequestsQuery(Asked):
    service_request_id: Codes = Field(None, description="Overrides everything else")
    service_code: Codes = None
    start_date: Moment | None = Field(None, description="With `end_date` 90 days at most; else the 90 days beside it")
    end_date: Moment | None = None
    status: Annotated[str, StringConstraints(pattern=r"^(open|closed)(,(open|closed))*$")] | None = None
    updated_after: Moment | None = None
    updated_before: Moment | None = None
    page: int = Field(1, ge=1, le=10_000)
    page_size: int = Field(50, ge=1, le=200)


class UpdatesQuery(Asked):
    start_date: Moment | None = None
    end_date: Moment | None = None
    page: int = Field(1, ge=1, le=10_000)
    page_size: int = Field(50, ge=1, le=200)


class Posted(BaseModel):
    """The form of a new request. A location is not needed; what is given becomes part of the text."""

    model_config = ConfigDict(extra="ignore")

    service_code: Annotated[Line, Field(min_length=1, max_length=40)]
    jurisdiction_id: Jurisdiction = None
    api_key: Annotated[Line, Field(max_length=200)] | None = None
    description: Annotated[Prose, Field(max_length=4000)] = ""
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    long: Annotated[float, Field(ge=-180, le=180)] | None = None
    address_string: Annotated[Line, Field(max_length=200)] = ""
    address_id: Annotated[Line, Field(max_length=100)] = ""
    email: Annotated[Line, Field(max_length=120)] = ""
    first_name: Annotated[Line, Field(max_length=30)] = ""
    last_name: Annotated[Line, Field(max_length=30)] = ""
    phone: Annotated[Line, Field(max_length=30)] = ""
    media_url: Annotated[Line, Field(max_length=300)] = ""
    unit: Annotated[Line, Field(max_length=40)] = Field("", alias="attribute[unit]")
    mode: IdentityMode | None = Field(None, alias="attribute[mode]")
    subject: Annotated[Line, Field(max_length=80)] = Field("", alias="attribute[subject]")
    wish: Annotated[Prose, Field(max_length=2000)] = Field("", alias="attribute[wish]")
    give_code: Literal["yes", "no"] = Field("no", alias="attribute[give_code]")


class Service(BaseModel):
    service_code: str
    service_name: str
    description: str
    metadata: bool
    type: Literal["realtime"]
    keywords: str
    group: str


class AttributeValue(BaseModel):
    key: str
    name: str


class Attribute(BaseModel):
    variable: bool
    code: str
    datatype: Literal["string", "text", "singlevaluelist"]
    required: bool
    datatype_description: str
    order: int
    description: str
    values: list[AttributeValue]


class ServiceDefinition(BaseModel):
    service_code: str
    attributes: list[Attribute]


class ServiceRequest(BaseModel):
    """A request. What was written, and where, is never told; times are whole days."""

    service_request_id: str
    status: Literal["open", "closed"]
    status_notes: str
    service_name: str
    service_code: str
    description: str
    agency_responsible: str
    service_notice: str
    requested_datetime: str
    updated_datetime: str
    expected_datetime: None
    address: str
    address_id: str
    zipcode: str
    lat: None
    long: None
    media_url: None


class NewRequest(BaseModel):
    service_request_id: str
    service_notice: str
    account_id: str


class RequestToken(BaseModel):
    token: str
    service_request_id: str


class RequestUpdate(BaseModel):
    update_id: str
    service_request_id: str
    status: Literal["OPEN", "CLOSED"]
    updated_datetime: str
    description: str
    media_url: str


class Endpoint(BaseModel):
    specification: str
    url: str
    changeset: str
    type: Literal["production", "test"]
    formats: list[str]


class Discovery(BaseModel):
    changeset: str
    contact: str
    key_service: str
    endpoints: list[Endpoint]


class ErrorOut(BaseModel):
    code: int
    description: str
