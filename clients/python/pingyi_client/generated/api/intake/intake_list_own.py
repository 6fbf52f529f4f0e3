from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.intake_sort import IntakeSort
from ...models.page_intake_item import PageIntakeItem
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast
import datetime


def _get_kwargs(
    *,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    updated_since: datetime.datetime | None | Unset = UNSET,
    source_system: None | str | Unset = UNSET,
    source_id: None | str | Unset = UNSET,
    sort: IntakeSort | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    json_updated_since: None | str | Unset
    if isinstance(updated_since, Unset):
        json_updated_since = UNSET
    elif isinstance(updated_since, datetime.datetime):
        json_updated_since = updated_since.isoformat()
    else:
        json_updated_since = updated_since
    params["updated_since"] = json_updated_since

    json_source_system: None | str | Unset
    if isinstance(source_system, Unset):
        json_source_system = UNSET
    else:
        json_source_system = source_system
    params["source_system"] = json_source_system

    json_source_id: None | str | Unset
    if isinstance(source_id, Unset):
        json_source_id = UNSET
    else:
        json_source_id = source_id
    params["source_id"] = json_source_id

    json_sort: str | Unset = UNSET
    if not isinstance(sort, Unset):
        json_sort = sort.value

    params["sort"] = json_sort

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/intake/complaints",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageIntakeItem | Problem | None:
    if response.status_code == 200:
        response_200 = PageIntakeItem.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[PageIntakeItem | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    updated_since: datetime.datetime | None | Unset = UNSET,
    source_system: None | str | Unset = UNSET,
    source_id: None | str | Unset = UNSET,
    sort: IntakeSort | Unset = UNSET,
) -> Response[PageIntakeItem | Problem]:
    """The own complaints

    Args:
        limit (int | Unset): Items a page Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before
        updated_since (datetime.datetime | None | Unset): Something that the complainant may know
            happened since
        source_system (None | str | Unset):
        source_id (None | str | Unset):
        sort (IntakeSort | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageIntakeItem | Problem]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        updated_since=updated_since,
        source_system=source_system,
        source_id=source_id,
        sort=sort,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    updated_since: datetime.datetime | None | Unset = UNSET,
    source_system: None | str | Unset = UNSET,
    source_id: None | str | Unset = UNSET,
    sort: IntakeSort | Unset = UNSET,
) -> PageIntakeItem | Problem | None:
    """The own complaints

    Args:
        limit (int | Unset): Items a page Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before
        updated_since (datetime.datetime | None | Unset): Something that the complainant may know
            happened since
        source_system (None | str | Unset):
        source_id (None | str | Unset):
        sort (IntakeSort | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageIntakeItem | Problem
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        updated_since=updated_since,
        source_system=source_system,
        source_id=source_id,
        sort=sort,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    updated_since: datetime.datetime | None | Unset = UNSET,
    source_system: None | str | Unset = UNSET,
    source_id: None | str | Unset = UNSET,
    sort: IntakeSort | Unset = UNSET,
) -> Response[PageIntakeItem | Problem]:
    """The own complaints

    Args:
        limit (int | Unset): Items a page Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before
        updated_since (datetime.datetime | None | Unset): Something that the complainant may know
            happened since
        source_system (None | str | Unset):
        source_id (None | str | Unset):
        sort (IntakeSort | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageIntakeItem | Problem]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        updated_since=updated_since,
        source_system=source_system,
        source_id=source_id,
        sort=sort,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    updated_since: datetime.datetime | None | Unset = UNSET,
    source_system: None | str | Unset = UNSET,
    source_id: None | str | Unset = UNSET,
    sort: IntakeSort | Unset = UNSET,
) -> PageIntakeItem | Problem | None:
    """The own complaints

    Args:
        limit (int | Unset): Items a page Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before
        updated_since (datetime.datetime | None | Unset): Something that the complainant may know
            happened since
        source_system (None | str | Unset):
        source_id (None | str | Unset):
        sort (IntakeSort | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageIntakeItem | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            updated_since=updated_since,
            source_system=source_system,
            source_id=source_id,
            sort=sort,
        )
    ).parsed
