from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.pushed_rating import PushedRating
from ...models.service_rating_in import ServiceRatingIn
from typing import cast


def _get_kwargs(
    external_id: str,
    *,
    body: ServiceRatingIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/api/v1/source-records/{external_id}/rating".format(
            external_id=quote(str(external_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | PushedRating | None:
    if response.status_code == 200:
        response_200 = PushedRating.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = PushedRating.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

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


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Problem | PushedRating]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    external_id: str,
    *,
    client: AuthenticatedClient,
    body: ServiceRatingIn,
) -> Response[Problem | PushedRating]:
    """Hand in the rating of a service record

     One record, one rating: whoever is unsure whether it arrived sends it again, and another one is
    refused. A bad one
    (level 2 or below) is followed up by the unit.

    Args:
        external_id (str): The number that the client gave the record
        body (ServiceRatingIn): The one rating of a record.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | PushedRating]
    """

    kwargs = _get_kwargs(
        external_id=external_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    external_id: str,
    *,
    client: AuthenticatedClient,
    body: ServiceRatingIn,
) -> Problem | PushedRating | None:
    """Hand in the rating of a service record

     One record, one rating: whoever is unsure whether it arrived sends it again, and another one is
    refused. A bad one
    (level 2 or below) is followed up by the unit.

    Args:
        external_id (str): The number that the client gave the record
        body (ServiceRatingIn): The one rating of a record.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | PushedRating
    """

    return sync_detailed(
        external_id=external_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    external_id: str,
    *,
    client: AuthenticatedClient,
    body: ServiceRatingIn,
) -> Response[Problem | PushedRating]:
    """Hand in the rating of a service record

     One record, one rating: whoever is unsure whether it arrived sends it again, and another one is
    refused. A bad one
    (level 2 or below) is followed up by the unit.

    Args:
        external_id (str): The number that the client gave the record
        body (ServiceRatingIn): The one rating of a record.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | PushedRating]
    """

    kwargs = _get_kwargs(
        external_id=external_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    external_id: str,
    *,
    client: AuthenticatedClient,
    body: ServiceRatingIn,
) -> Problem | PushedRating | None:
    """Hand in the rating of a service record

     One record, one rating: whoever is unsure whether it arrived sends it again, and another one is
    refused. A bad one
    (level 2 or below) is followed up by the unit.

    Args:
        external_id (str): The number that the client gave the record
        body (ServiceRatingIn): The one rating of a record.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | PushedRating
    """

    return (
        await asyncio_detailed(
            external_id=external_id,
            client=client,
            body=body,
        )
    ).parsed
