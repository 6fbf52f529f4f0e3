"""The form of a new request, urlencoded or multipart, and who sends it.

The key comes in the form, as the specification has it, so the form is read before it is known. Up to the general limit
that does no harm; who sends more, with files, shows the key in the header, which is looked at first.
"""

from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile

from backend.auth.enforce import UploadRoute
from backend.core.errors import FieldProblem, InvalidInput, TooLarge, UnsupportedContent
from backend.core.principal import Client
from backend.core.text import Text
from backend.core.validation_texts import message_for, pointer_for
from backend.files.attachments.kinds import MAX_FILES
from backend.integration.open311.keys import HEADER, admit, refuse_in_address
from backend.integration.open311.refusing import KeyRefused
from backend.integration.open311.schemas import Posted

UNKNOWN_UP_TO: Final = 1024 * 1024
_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")


@dataclass(frozen=True, slots=True)
class Received:
    client: Client
    form: Posted
    media: list[UploadFile]


class KeyedRoute(UploadRoute):
    """Looks at the key in the header before a body that is larger than others is read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if self.max_body_size is None:
            return handle

        async def admit_first(request: Request) -> Response:
            refuse_in_address(request)
            shown = request.headers.get(HEADER)
            if shown is not None:
                request.state.principal = await run_in_threadpool(admit, request, shown)
            elif not request.headers.get("content-length", "").isdigit() or (
                int(request.headers["content-length"]) > UNKNOWN_UP_TO
            ):
                raise TooLarge(Text("附件较大时请在 X-Api-Key 中出示密钥", f"Show the key in {HEADER} to send more"))
            return await handle(request)

        return admit_first


async def receive(request: Request) -> AsyncIterator[Received]:
    """Raises KeyRefused, TooManyRequests, UnsupportedContent, InvalidInput."""
    if not request.headers.get("content-type", "").startswith(_FORMS):
        raise UnsupportedContent(Text("内容应为表单", "The content should be a form"))
    async with request.form(max_files=MAX_FILES, max_fields=60) as form:
        client: Client | None = getattr(request.state, "principal", None)
        if client is None:
            shown = form.get("api_key")
            if not isinstance(shown, str) or not shown:
                raise KeyRefused
            client = await run_in_threadpool(admit, request, shown)
        media = [file for file in form.getlist("media") if isinstance(file, UploadFile) and file.filename]
        yield Received(client, _posted(form), media)


def _posted(form: FormData) -> Posted:
    """What the form says; an empty field is one that was left out."""
    try:
        return Posted.model_validate({name: text for name, text in form.items() if isinstance(text, str) and text})
    except ValidationError as wrong:
        found = [
            FieldProblem(pointer_for(("body", *e["loc"])), e["type"], message_for(dict(e))) for e in wrong.errors()
        ]
        raise InvalidInput(errors=found) from None


ReceivedDep = Annotated[Received, Depends(receive)]
