"""How the server runs. Where it may listen is said by selfcheck/checks.py."""

import gc
import socket
from typing import Any

import uvicorn


def uvicorn_config(application: Any, host: str, port: int, **options: Any) -> uvicorn.Config:
    """The server's settings. No access log: ballot routes must leave no trace, and the others log themselves.

    `proxy_headers` are believed only from a proxy that was named (`trusted_proxy`).
    """
    trusted: str | None = options.pop("trusted_proxy", None)
    return uvicorn.Config(
        application,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=True,
        proxy_headers=trusted is not None,
        forwarded_allow_ips=trusted or "",
        timeout_graceful_shutdown=20,
        **options,
    )


class Server(uvicorn.Server):
    """uvicorn, with what start-up made taken out of the garbage collector's sight: shorter pauses on the ballot route."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        newest = getattr(getattr(self.config.app, "state", None), "newest", None)
        if newest is not None:
            newest.stop()  # requests that wait for events would keep the process for as long as they wait
        await super().shutdown(sockets)
