from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.delivery_sort import DeliverySort
from ...models.delivery_state import DeliveryState
from ...models.page_delivery_out import PageDeliveryOut
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast
from uuid import UUID


def _get_kwargs(
    endpoint_id: UUID,
    *,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    state: DeliveryState | None | Unset = UNSET,
    type_: None | str | Unset = UNSET,
    subject: None | str | Unset = UNSET,
    sort: DeliverySort | Unset = UNSET,
) -> dict[str, Any]:

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
    elif isinstance(state, DeliveryState):
        json_state = state.value
    else:
        json_state = state
    params["state"] = json_state

    json_type_: None | str | Unset
    if isinstance(type_, Unset):
        json_type_ = UNSET
    else:
        json_type_ = type_
    params["type"] = json_type_

    json_subject: None | str | Unset
    if isinstance(subject, Unset):
        json_subject = UNSET
    else:
        json_subject = subject
    params["subject"] = json_subject

    json_sort: str | Unset = UNSET
    if not isinstance(sort, Unset):
        json_sort = sort.value

    params["sort"] = json_sort

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/webhooks/{endpoint_id}/deliveries".format(
            endpoint_id=quote(str(endpoint_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageDeliveryOut | Problem | None:
    if response.status_code == 200:
        response_200 = PageDeliveryOut.from_dict(response.json())

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


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[PageDeliveryOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    endpoint_id: UUID,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    state: DeliveryState | None | Unset = UNSET,
    type_: None | str | Unset = UNSET,
    subject: None | str | Unset = UNSET,
    sort: DeliverySort | Unset = UNSET,
) -> Response[PageDeliveryOut | Problem]:
    """List deliveries

    Args:
        endpoint_id (UUID):
        limit (int | Unset): Items a page Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before
        state (DeliveryState | None | Unset):
        type_ (None | str | Unset): Types that begin so
        subject (None | str | Unset):
        sort (DeliverySort | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageDeliveryOut | Problem]
    """

    kwargs = _get_kwargs(
        endpoint_id=endpoint_id,
        limit=limit,
        cursor=cursor,
        state=state,
        type_=type_,
        subject=subject,
        sort=sort,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    endpoint_id: UUID,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    state: DeliveryState | None | Unset = UNSET,
    type_: None | str | Unset = UNSET,
    subject: None | str | Unset = UNSET,
    sort: DeliverySort | Unset = UNSET,
) -> PageDeliveryOut | Problem | None:
    """List deliveries

    Args:
        endpoint_id (UUID):
        limit (int | Unset): Items a page Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before
        state (DeliveryState | None | Unset):
        type_ (None | str | Unset): Types that begin so
        subject (None | str | Unset):
        sort (DeliverySort | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageDeliveryOut | Problem
    """

    return sync_detailed(
        endpoint_id=endpoint_id,
        client=client,
        limit=limit,
        cursor=cursor,
        state=state,
        type_=type_,
        subject=subject,
        sort=sort,
    ).parsed


async def asyncio_detailed(
    endpoint_id: UUID,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    state: DeliveryState | None | Unset = UNSET,
    type_: None | str | Unset = UNSET,
    subject: None | str | Unset = UNSET,
    sort: DeliverySort | Unset = UNSET,
) -> Response[PageDeliveryOut | Problem]:
    """List deliveries

    Args:
        endpoint_id (UUID):
        limit (int | Unset): Items a page Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before
        state (DeliveryState | None | Unset):
        type_ (None | str | Unset): Types that begin so
        subject (None | str | Unset):
        sort (DeliverySort | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageDeliveryOut | Problem]
    """

    kwargs = _get_kwargs(
        endpoint_id=endpoint_id,
        limit=limit,
        cursor=cursor,
        state=state,
        type_=type_,
        subject=subject,
        sort=sort,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    endpoint_id: UUID,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    state: DeliveryState | None | Unset = UNSET,
    type_: None | str | Unset = UNSET,
    subject: None | str | Unset = UNSET,
    sort: DeliverySort | Unset = UNSET,
) -> PageDeliveryOut | Problem | None:
    """List deliveries

    Args:
        endpoint_id (UUID):
        limit (int | Unset): Items a page Default: 50.
        cursor (None | str | Unset): `next_cursor` of the page before
        state (DeliveryState | None | Unset):
        type_ (None | str | Unset): Types that begin so
        subject (None | str | Unset):
        sort (DeliverySort | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageDeliveryOut | Problem
    """

    return (
        await asyncio_detailed(
            endpoint_id=endpoint_id,
            client=client,
            limit=limit,
            cursor=cursor,
            state=state,
            type_=type_,
            subject=subject,
            sort=sort,
        )
    ).parsed
