"""A certified OpenID provider on this machine, which npm has: what we and it understand differently shows here only."""

import json
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import trustme

from tests.auth.at_provider import CLIENT, SECRET
from tests.smtp import trusting

ACCOUNT: Final = "sun.yi"
_FRONTEND: Final = Path(__file__).parents[2] / "frontend"
_SCRIPT: Final = _FRONTEND / "e2e" / "support" / "identity-provider.mjs"
_FORM: Final = re.compile(
    r'<form [^>]*action="([^"]+)" method="post">\s*<input type="hidden" name="prompt" value="(\w+)"'
)


@dataclass
class CertifiedProvider:
    """Its address stays the same when it is stopped and started again; its signing key does not."""

    callback: str
    folder: Path
    trust: ssl.SSLContext
    issuer: str = ""
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._process is not None:
            return
        node = shutil.which("node")
        assert node is not None, "node is needed"
        settings = {
            "port": urlsplit(self.issuer).port or 0,
            "certificate": str(self.folder / "provider.pem"),
            "key": str(self.folder / "provider.key"),
            "clientId": CLIENT,
            "clientSecret": SECRET,
            "callback": self.callback,
        }
        self._process = subprocess.Popen(
            [node, str(_SCRIPT), json.dumps(settings)],
            cwd=_FRONTEND,
            stdin=subprocess.PIPE,  # its end tells the process that its parent is gone
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.issuer = self._process.stdout.readline().strip()
        assert self.issuer, "it did not start"

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def consent(self, address: str, subject: str) -> dict[str, str]:
        """What a browser brings back from the page at `address`, after somebody filled in the provider's forms."""
        with httpx.Client(verify=self.trust, timeout=60) as browser:
            answer = browser.get(address)
            for _ in range(12):
                if answer.is_redirect:
                    place = urljoin(str(answer.url), answer.headers["location"])
                    if place.startswith(f"{self.callback}?"):
                        brought = dict(parse_qsl(urlsplit(place).query, strict_parsing=True))
                        assert brought["iss"] == self.issuer
                        return {name: brought[name] for name in ("state", "code")}
                    answer = browser.get(place)
                    continue
                form = _FORM.search(answer.text)
                assert form is not None, answer.text
                data = {"prompt": form[2], "login": subject, "password": "any"}
                answer = browser.post(urljoin(str(answer.url), unescape(form[1])), data=data)
        raise AssertionError("it sends the browser round in circles")


@contextmanager
def certified(authority: trustme.CA, folder: Path, callback: str) -> Iterator[CertifiedProvider]:
    """The provider, running."""
    certificate = authority.issue_cert("127.0.0.1")
    certificate.private_key_pem.write_to_path(folder / "provider.key")
    for link in certificate.cert_chain_pems:
        link.write_to_path(folder / "provider.pem", append=True)
    there = CertifiedProvider(callback, folder, trusting(authority))
    try:
        there.start()
        yield there
    finally:
        there.stop()
