"""Refusals as GeoReport v2 wants them, for everything below its path: a list of codes and descriptions."""

from typing import Final

from fastapi import Request, Response

from backend.core.errors import DomainError, InvalidInput
from backend.core.text import Language, Text
from backend.integration.open311.formats import answer, format_of

PREFIX: Final = "/open311/"


class KeyRefused(DomainError):
    """No API key, or one that opens nothing; the answer is the same."""

    status = 403
    code = "open311_key"
    title = Text("缺少 API 密钥，或密钥无效", "The API key is missing or invalid")


class KeyInAddress(DomainError):
    """A secret in an address gets into logs and histories."""

    status = 400
    code = "open311_key_in_address"
    title = Text("API 密钥不得放在网址中", "An API key does not belong into the address")


class UnknownJurisdiction(DomainError):
    status = 404
    code = "open311_jurisdiction"
    title = Text("没有这个 jurisdiction_id", "jurisdiction_id was not found")


class UnknownService(DomainError):
    status = 404
    code = "open311_service"
    title = Text("没有这个 service_code", "service_code was not found")


class TooLong(DomainError):
    status = 400
    code = "open311_range"
    title = Text("start_date 与 end_date 最多相隔 90 天", "start_date and end_date span 90 days at most")


def form(request: Request, error: DomainError, language: Language) -> Response:
    """`core/problems.py` asks for it. 422, which the specification does not know, is its general 400; what cannot be an
    address of the interface is not found."""
    status = error.status
    if isinstance(error, InvalidInput):
        status = 404 if any(one.pointer.startswith("path:") for one in error.errors) else 400
    told = [f"{_name(one.pointer)}{one.message.of(language)}" for one in error.errors]
    if not told:
        told = [(error.detail or error.title).of(language)]
    content = [{"code": status, "description": description} for description in told]
    return answer(format_of(request.url.path), "errors", content, status, error.headers)


def _name(pointer: str) -> str:
    name = pointer.rpartition(":")[2].lstrip("/")
    return f"{name}: " if name else ""
