from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.push_answer import PushAnswer
from ...models.record_in import RecordIn
from typing import cast


def _get_kwargs(
    external_id: str,
    *,
    body: RecordIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/api/v1/source-records/{external_id}".format(
            external_id=quote(str(external_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | PushAnswer | None:
    if response.status_code == 200:
        response_200 = PushAnswer.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = PushAnswer.from_dict(response.json())

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

    if response.status_code == 408:
        response_408 = Problem.from_dict(response.json())

        return response_408

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
) -> Response[Problem | PushAnswer]:
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
    body: RecordIn,
) -> Response[Problem | PushAnswer]:
    """Push a service record

     The whole of the record as it is now: whoever is unsure whether a push arrived sends it again. A
    finished record
    is changed only with a `correction`, the reason. A number that ends in `/rating` goes by `POST
    /bulk-jobs`.

    Args:
        external_id (str): The number that the client gave the record
        body (RecordIn): The whole of a record, as its source has it now. What is absent has its
            default: this replaces, it does not
            patch. Dates that the source gives count where they are earlier than those that are
            computed; both are the first
            instant that is too late.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | PushAnswer]
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
    body: RecordIn,
) -> Problem | PushAnswer | None:
    """Push a service record

     The whole of the record as it is now: whoever is unsure whether a push arrived sends it again. A
    finished record
    is changed only with a `correction`, the reason. A number that ends in `/rating` goes by `POST
    /bulk-jobs`.

    Args:
        external_id (str): The number that the client gave the record
        body (RecordIn): The whole of a record, as its source has it now. What is absent has its
            default: this replaces, it does not
            patch. Dates that the source gives count where they are earlier than those that are
            computed; both are the first
            instant that is too late.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | PushAnswer
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
    body: RecordIn,
) -> Response[Problem | PushAnswer]:
    """Push a service record

     The whole of the record as it is now: whoever is unsure whether a push arrived sends it again. A
    finished record
    is changed only with a `correction`, the reason. A number that ends in `/rating` goes by `POST
    /bulk-jobs`.

    Args:
        external_id (str): The number that the client gave the record
        body (RecordIn): The whole of a record, as its source has it now. What is absent has its
            default: this replaces, it does not
            patch. Dates that the source gives count where they are earlier than those that are
            computed; both are the first
            instant that is too late.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | PushAnswer]
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
    body: RecordIn,
) -> Problem | PushAnswer | None:
    """Push a service record

     The whole of the record as it is now: whoever is unsure whether a push arrived sends it again. A
    finished record
    is changed only with a `correction`, the reason. A number that ends in `/rating` goes by `POST
    /bulk-jobs`.

    Args:
        external_id (str): The number that the client gave the record
        body (RecordIn): The whole of a record, as its source has it now. What is absent has its
            default: this replaces, it does not
            patch. Dates that the source gives count where they are earlier than those that are
            computed; both are the first
            instant that is too late.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | PushAnswer
    """

    return (
        await asyncio_detailed(
            external_id=external_id,
            client=client,
            body=body,
        )
    ).parsed
