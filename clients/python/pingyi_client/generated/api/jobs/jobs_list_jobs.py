from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.job_sort import JobSort
from ...models.job_state import JobState
from ...models.page_job_out import PageJobOut
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast


def _get_kwargs(
    *,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    state: JobState | None | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    sort: JobSort | Unset = UNSET,
    accept_language: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(accept_language, Unset):
        headers["accept-language"] = accept_language

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    json_state: None | str | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, JobState):
        json_state = state.value
    else:
        json_state = state
    params["state"] = json_state

    json_kind: None | str | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    else:
        json_kind = kind
    params["kind"] = json_kind

    json_sort: str | Unset = UNSET
    if not isinstance(sort, Unset):
        json_sort = sort.value

    params["sort"] = json_sort

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/jobs",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> PageJobOut | Problem | None:
    if response.status_code == 200:
        response_200 = PageJobOut.from_dict(response.json())

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

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[PageJobOut | Problem]:
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
    state: JobState | None | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    sort: JobSort | Unset = UNSET,
    accept_language: None | str | Unset = UNSET,
) -> Response[PageJobOut | Problem]:
    """Jobs, newest first

    Args:
        limit (int | Unset): Items a page Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before
        state (JobState | None | Unset):
        kind (None | str | Unset):
        sort (JobSort | Unset): Orders of the list.
        accept_language (None | str | Unset): Language of the problem of a failed job

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageJobOut | Problem]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        state=state,
        kind=kind,
        sort=sort,
        accept_language=accept_language,
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
    state: JobState | None | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    sort: JobSort | Unset = UNSET,
    accept_language: None | str | Unset = UNSET,
) -> PageJobOut | Problem | None:
    """Jobs, newest first

    Args:
        limit (int | Unset): Items a page Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before
        state (JobState | None | Unset):
        kind (None | str | Unset):
        sort (JobSort | Unset): Orders of the list.
        accept_language (None | str | Unset): Language of the problem of a failed job

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageJobOut | Problem
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        state=state,
        kind=kind,
        sort=sort,
        accept_language=accept_language,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    state: JobState | None | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    sort: JobSort | Unset = UNSET,
    accept_language: None | str | Unset = UNSET,
) -> Response[PageJobOut | Problem]:
    """Jobs, newest first

    Args:
        limit (int | Unset): Items a page Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before
        state (JobState | None | Unset):
        kind (None | str | Unset):
        sort (JobSort | Unset): Orders of the list.
        accept_language (None | str | Unset): Language of the problem of a failed job

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageJobOut | Problem]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        state=state,
        kind=kind,
        sort=sort,
        accept_language=accept_language,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    state: JobState | None | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    sort: JobSort | Unset = UNSET,
    accept_language: None | str | Unset = UNSET,
) -> PageJobOut | Problem | None:
    """Jobs, newest first

    Args:
        limit (int | Unset): Items a page Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before
        state (JobState | None | Unset):
        kind (None | str | Unset):
        sort (JobSort | Unset): Orders of the list.
        accept_language (None | str | Unset): Language of the problem of a failed job

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageJobOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            state=state,
            kind=kind,
            sort=sort,
            accept_language=accept_language,
        )
    ).parsed
