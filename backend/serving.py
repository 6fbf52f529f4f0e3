"""How the server listens: on this machine only, unless it can encrypt."""

import gc
import socket
from pathlib import Path
from typing import Any

import uvicorn

from backend.core.hosts import is_loopback


class UnsafeAddress(Exception):
    """Plain http was asked for on an address that others can reach."""


def check_address(host: str, tls_cert: Path | None, tls_key: Path | None) -> None:
    """Refuse plain http anywhere but on this machine. Raises UnsafeAddress with the reason.

    Session cookies and the browser's cryptography need a secure context, which plain http is on loopback only.
    """
    if (tls_cert is None) != (tls_key is None):
        raise UnsafeAddress("--tls-cert 和 --tls-key 要一起给出 / --tls-cert and --tls-key belong together")
    if tls_cert is None and not is_loopback(host):
        raise UnsafeAddress(
            f"拒绝在 {host} 上用明文 http 提供服务：口令、评议码和答案会被同一网络上的人看到，浏览器也不会保存登录。"
            "请用 --tls-cert 和 --tls-key 给出证书，或只监听 127.0.0.1 并在前面放置 https 代理(--trusted-proxy)。\n"
            f"Refusing plain http on {host}: passwords, codes and answers could be read on the way. "
            "Give --tls-cert and --tls-key, or listen on 127.0.0.1 behind an https proxy (--trusted-proxy)."
        )


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
