from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast
from uuid import UUID


def _get_kwargs(
    bulk_id: UUID,
    *,
    outcome: None | str | Unset = UNSET,
    accept_language: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(accept_language, Unset):
        headers["accept-language"] = accept_language

    params: dict[str, Any] = {}

    json_outcome: None | str | Unset
    if isinstance(outcome, Unset):
        json_outcome = UNSET
    else:
        json_outcome = outcome
    params["outcome"] = json_outcome

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/bulk-jobs/{bulk_id}/results".format(
            bulk_id=quote(str(bulk_id), safe=""),
        ),
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Problem | None:
    if response.status_code == 200:
        response_200 = cast(Any, None)
        return response_200

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    bulk_id: UUID,
    *,
    client: AuthenticatedClient,
    outcome: None | str | Unset = UNSET,
    accept_language: None | str | Unset = UNSET,
) -> Response[Any | Problem]:
    """What became of each row

     `{row, external_id, outcome, id, error?}` a line; rows that are not done yet are not in it.

    Args:
        bulk_id (UUID):
        outcome (None | str | Unset): Only these rows
        accept_language (None | str | Unset): Language of the problems

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        bulk_id=bulk_id,
        outcome=outcome,
        accept_language=accept_language,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    bulk_id: UUID,
    *,
    client: AuthenticatedClient,
    outcome: None | str | Unset = UNSET,
    accept_language: None | str | Unset = UNSET,
) -> Any | Problem | None:
    """What became of each row

     `{row, external_id, outcome, id, error?}` a line; rows that are not done yet are not in it.

    Args:
        bulk_id (UUID):
        outcome (None | str | Unset): Only these rows
        accept_language (None | str | Unset): Language of the problems

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return sync_detailed(
        bulk_id=bulk_id,
        client=client,
        outcome=outcome,
        accept_language=accept_language,
    ).parsed


async def asyncio_detailed(
    bulk_id: UUID,
    *,
    client: AuthenticatedClient,
    outcome: None | str | Unset = UNSET,
    accept_language: None | str | Unset = UNSET,
) -> Response[Any | Problem]:
    """What became of each row

     `{row, external_id, outcome, id, error?}` a line; rows that are not done yet are not in it.

    Args:
        bulk_id (UUID):
        outcome (None | str | Unset): Only these rows
        accept_language (None | str | Unset): Language of the problems

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
    """

    kwargs = _get_kwargs(
        bulk_id=bulk_id,
        outcome=outcome,
        accept_language=accept_language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    bulk_id: UUID,
    *,
    client: AuthenticatedClient,
    outcome: None | str | Unset = UNSET,
    accept_language: None | str | Unset = UNSET,
) -> Any | Problem | None:
    """What became of each row

     `{row, external_id, outcome, id, error?}` a line; rows that are not done yet are not in it.

    Args:
        bulk_id (UUID):
        outcome (None | str | Unset): Only these rows
        accept_language (None | str | Unset): Language of the problems

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return (
        await asyncio_detailed(
            bulk_id=bulk_id,
            client=client,
            outcome=outcome,
            accept_language=accept_language,
        )
    ).parsed
