from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.adapter_list import AdapterList
from ...models.problem import Problem
from typing import cast


def _get_kwargs(
    source_system: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/v1/adapters/{source_system}".format(
            source_system=quote(str(source_system), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> AdapterList | Problem | None:
    if response.status_code == 200:
        response_200 = AdapterList.from_dict(response.json())

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
) -> Response[AdapterList | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    source_system: str,
    *,
    client: AuthenticatedClient,
) -> Response[AdapterList | Problem]:
    """All versions of a system's words

    Args:
        source_system (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AdapterList | Problem]
    """

    kwargs = _get_kwargs(
        source_system=source_system,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    source_system: str,
    *,
    client: AuthenticatedClient,
) -> AdapterList | Problem | None:
    """All versions of a system's words

    Args:
        source_system (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AdapterList | Problem
    """

    return sync_detailed(
        source_system=source_system,
        client=client,
    ).parsed


async def asyncio_detailed(
    source_system: str,
    *,
    client: AuthenticatedClient,
) -> Response[AdapterList | Problem]:
    """All versions of a system's words

    Args:
        source_system (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AdapterList | Problem]
    """

    kwargs = _get_kwargs(
        source_system=source_system,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    source_system: str,
    *,
    client: AuthenticatedClient,
) -> AdapterList | Problem | None:
    """All versions of a system's words

    Args:
        source_system (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AdapterList | Problem
    """

    return (
        await asyncio_detailed(
            source_system=source_system,
            client=client,
        )
    ).parsed
