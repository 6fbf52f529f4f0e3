"""Which page stands at which address, and which of them search engines may list."""

from pathlib import Path

import pytest

from backend.complaints.letters.printed import STYLE_DIGEST
from backend.config import Settings
from tests.conftest import Client
from tests.core.test_problems import SECURITY_HEADERS


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """With a front end of three pages that say their names."""
    for name in ("index", "public", "results"):
        (tmp_path / f"{name}.html").write_text(f"{name} __CSP_NONCE__", encoding="utf-8")
    return settings.model_copy(update={"frontend_dir": tmp_path})


@pytest.mark.parametrize(
    ("path", "page", "robots"),
    [
        ("/results", "results", "all"),
        ("/results/daa79c38-490c-4a77-8c77-46f79bafa1d6?version=1", "results", "all"),
        ("/verify?round=1", "results", "all"),
        ("/complain", "public", "noindex"),
        ("/track", "public", "noindex"),
        ("/login", "index", "noindex"),
        ("/api/v1/public/results", "", "noindex"),
    ],
)
def test_only_published_results_are_listed(client: Client, path: str, page: str, robots: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers.get_list("x-robots-tag") == [robots]
    assert answer.text.startswith(page)
    if page:
        assert answer.headers["cache-control"] == "no-store"
        nonce = answer.text.split()[1]
        assert f"'nonce-{nonce}'" in answer.headers["content-security-policy"]


def test_w02_a_page_carries_its_policy_with_the_other_headers(client: Client) -> None:
    first, second = client.get("/login"), client.get("/login")
    for answer in (first, second):
        nonce = answer.text.split()[1]
        policy = f"""
            default-src 'none'; script-src 'self';
            style-src 'self' 'nonce-{nonce}' {STYLE_DIGEST}; style-src-elem 'self' 'nonce-{nonce}' {STYLE_DIGEST};
            style-src-attr 'none'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self';
            media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'
        """
        expected = SECURITY_HEADERS | {"content-security-policy": " ".join(policy.split())}
        assert {name: answer.headers[name] for name in expected} == expected
    assert first.text != second.text, "a nonce is of one answer"
