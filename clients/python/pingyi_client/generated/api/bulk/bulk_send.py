from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.bulk_out import BulkOut
from ...models.bulk_target import BulkTarget
from ...models.problem import Problem
from ...types import File, FileTypes
from ...types import UNSET, Unset
from io import BytesIO
from typing import cast


def _get_kwargs(
    *,
    body: File | File | Unset = UNSET,
    target: BulkTarget,
    dry_run: bool | Unset = False,
    atomic: bool | Unset = False,
    accept_language: None | str | Unset = UNSET,
    idempotency_key: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(accept_language, Unset):
        headers["accept-language"] = accept_language

    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    params: dict[str, Any] = {}

    json_target = target.value
    params["target"] = json_target

    params["dry_run"] = dry_run

    params["atomic"] = atomic

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/v1/bulk-jobs",
        "params": params,
    }

    if isinstance(body, File):
        _kwargs["content"] = body.payload
        headers["Content-Type"] = "text/csv"
    if isinstance(body, File):
        _kwargs["content"] = body.payload
        headers["Content-Type"] = "application/x-ndjson"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> BulkOut | Problem | None:
    if response.status_code == 202:
        response_202 = BulkOut.from_dict(response.json())

        return response_202

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())

        return response_408

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if response.status_code == 507:
        response_507 = Problem.from_dict(response.json())

        return response_507

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[BulkOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: File | File | Unset = UNSET,
    target: BulkTarget,
    dry_run: bool | Unset = False,
    atomic: bool | Unset = False,
    accept_language: None | str | Unset = UNSET,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[BulkOut | Problem]:
    """Send a file of rows

     One JSON object a line, or a csv table with the names of fields in its first row; at most 10,000
    rows and 20 MB,
    also as `Content-Encoding: gzip`. A row that is wrong is told in the results and stops no other.

    Args:
        target (BulkTarget): Kinds of rows.
        dry_run (bool | Unset): Say what would become of the rows, and change nothing Default:
            False.
        atomic (bool | Unset): All rows or none; at most 500 Default: False.
        accept_language (None | str | Unset): Language of the problems
        idempotency_key (None | str | Unset): The same request with the same key again is not
            carried out again but gets the same answer, for 7 days; bare or quoted. Required of client
            systems.
        body (File):
        body (File):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BulkOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        target=target,
        dry_run=dry_run,
        atomic=atomic,
        accept_language=accept_language,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: File | File | Unset = UNSET,
    target: BulkTarget,
    dry_run: bool | Unset = False,
    atomic: bool | Unset = False,
    accept_language: None | str | Unset = UNSET,
    idempotency_key: None | str | Unset = UNSET,
) -> BulkOut | Problem | None:
    """Send a file of rows

     One JSON object a line, or a csv table with the names of fields in its first row; at most 10,000
    rows and 20 MB,
    also as `Content-Encoding: gzip`. A row that is wrong is told in the results and stops no other.

    Args:
        target (BulkTarget): Kinds of rows.
        dry_run (bool | Unset): Say what would become of the rows, and change nothing Default:
            False.
        atomic (bool | Unset): All rows or none; at most 500 Default: False.
        accept_language (None | str | Unset): Language of the problems
        idempotency_key (None | str | Unset): The same request with the same key again is not
            carried out again but gets the same answer, for 7 days; bare or quoted. Required of client
            systems.
        body (File):
        body (File):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BulkOut | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
        target=target,
        dry_run=dry_run,
        atomic=atomic,
        accept_language=accept_language,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: File | File | Unset = UNSET,
    target: BulkTarget,
    dry_run: bool | Unset = False,
    atomic: bool | Unset = False,
    accept_language: None | str | Unset = UNSET,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[BulkOut | Problem]:
    """Send a file of rows

     One JSON object a line, or a csv table with the names of fields in its first row; at most 10,000
    rows and 20 MB,
    also as `Content-Encoding: gzip`. A row that is wrong is told in the results and stops no other.

    Args:
        target (BulkTarget): Kinds of rows.
        dry_run (bool | Unset): Say what would become of the rows, and change nothing Default:
            False.
        atomic (bool | Unset): All rows or none; at most 500 Default: False.
        accept_language (None | str | Unset): Language of the problems
        idempotency_key (None | str | Unset): The same request with the same key again is not
            carried out again but gets the same answer, for 7 days; bare or quoted. Required of client
            systems.
        body (File):
        body (File):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BulkOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        target=target,
        dry_run=dry_run,
        atomic=atomic,
        accept_language=accept_language,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: File | File | Unset = UNSET,
    target: BulkTarget,
    dry_run: bool | Unset = False,
    atomic: bool | Unset = False,
    accept_language: None | str | Unset = UNSET,
    idempotency_key: None | str | Unset = UNSET,
) -> BulkOut | Problem | None:
    """Send a file of rows

     One JSON object a line, or a csv table with the names of fields in its first row; at most 10,000
    rows and 20 MB,
    also as `Content-Encoding: gzip`. A row that is wrong is told in the results and stops no other.

    Args:
        target (BulkTarget): Kinds of rows.
        dry_run (bool | Unset): Say what would become of the rows, and change nothing Default:
            False.
        atomic (bool | Unset): All rows or none; at most 500 Default: False.
        accept_language (None | str | Unset): Language of the problems
        idempotency_key (None | str | Unset): The same request with the same key again is not
            carried out again but gets the same answer, for 7 days; bare or quoted. Required of client
            systems.
        body (File):
        body (File):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BulkOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            target=target,
            dry_run=dry_run,
            atomic=atomic,
            accept_language=accept_language,
            idempotency_key=idempotency_key,
        )
    ).parsed
