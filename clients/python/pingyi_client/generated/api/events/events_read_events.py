from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.event_page import EventPage
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast


def _get_kwargs(
    *,
    after: None | str | Unset = UNSET,
    wait: int | Unset = 0,
    limit: int | Unset = 100,
    types: list[str] | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_after: None | str | Unset
    if isinstance(after, Unset):
        json_after = UNSET
    else:
        json_after = after
    params["after"] = json_after

    params["wait"] = wait

    params["limit"] = limit

    json_types: list[str] | Unset = UNSET
    if not isinstance(types, Unset):
        json_types = types

    params["types"] = json_types

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/events",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> EventPage | Problem | None:
    if response.status_code == 200:
        response_200 = EventPage.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 410:
        response_410 = Problem.from_dict(response.json())

        return response_410

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[EventPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    wait: int | Unset = 0,
    limit: int | Unset = 100,
    types: list[str] | Unset = UNSET,
) -> Response[EventPage | Problem]:
    """What has changed

     Events in the order of their commits, none missed and none twice for a reader that goes on from
    `next_cursor`.

    With `Accept: application/cloudevents-batch+json` the answer is the plain list.

    Args:
        after (None | str | Unset): `next_cursor` of the page before; `now`: only what comes from
            now on; none: the oldest kept
        wait (int | Unset): Seconds to wait where there is nothing yet Default: 0.
        limit (int | Unset): Events a page Default: 100.
        types (list[str] | Unset): Only types that begin so, such as
            `cn.gov.efficiency.complaint.`; none: all

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EventPage | Problem]
    """

    kwargs = _get_kwargs(
        after=after,
        wait=wait,
        limit=limit,
        types=types,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    wait: int | Unset = 0,
    limit: int | Unset = 100,
    types: list[str] | Unset = UNSET,
) -> EventPage | Problem | None:
    """What has changed

     Events in the order of their commits, none missed and none twice for a reader that goes on from
    `next_cursor`.

    With `Accept: application/cloudevents-batch+json` the answer is the plain list.

    Args:
        after (None | str | Unset): `next_cursor` of the page before; `now`: only what comes from
            now on; none: the oldest kept
        wait (int | Unset): Seconds to wait where there is nothing yet Default: 0.
        limit (int | Unset): Events a page Default: 100.
        types (list[str] | Unset): Only types that begin so, such as
            `cn.gov.efficiency.complaint.`; none: all

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EventPage | Problem
    """

    return sync_detailed(
        client=client,
        after=after,
        wait=wait,
        limit=limit,
        types=types,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    wait: int | Unset = 0,
    limit: int | Unset = 100,
    types: list[str] | Unset = UNSET,
) -> Response[EventPage | Problem]:
    """What has changed

     Events in the order of their commits, none missed and none twice for a reader that goes on from
    `next_cursor`.

    With `Accept: application/cloudevents-batch+json` the answer is the plain list.

    Args:
        after (None | str | Unset): `next_cursor` of the page before; `now`: only what comes from
            now on; none: the oldest kept
        wait (int | Unset): Seconds to wait where there is nothing yet Default: 0.
        limit (int | Unset): Events a page Default: 100.
        types (list[str] | Unset): Only types that begin so, such as
            `cn.gov.efficiency.complaint.`; none: all

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EventPage | Problem]
    """

    kwargs = _get_kwargs(
        after=after,
        wait=wait,
        limit=limit,
        types=types,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    wait: int | Unset = 0,
    limit: int | Unset = 100,
    types: list[str] | Unset = UNSET,
) -> EventPage | Problem | None:
    """What has changed

     Events in the order of their commits, none missed and none twice for a reader that goes on from
    `next_cursor`.

    With `Accept: application/cloudevents-batch+json` the answer is the plain list.

    Args:
        after (None | str | Unset): `next_cursor` of the page before; `now`: only what comes from
            now on; none: the oldest kept
        wait (int | Unset): Seconds to wait where there is nothing yet Default: 0.
        limit (int | Unset): Events a page Default: 100.
        types (list[str] | Unset): Only types that begin so, such as
            `cn.gov.efficiency.complaint.`; none: all

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EventPage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            after=after,
            wait=wait,
            limit=limit,
            types=types,
        )
    ).parsed
