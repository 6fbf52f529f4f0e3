"""The source of the pages has no way for a text to become a program, and keeps no token (security check W08)."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "frontend" / "src"
SINKS = re.compile(
    r"dangerouslySetInnerHTML|\b(?:inner|outer)HTML\b|insertAdjacentHTML|createContextualFragment|DOMParser|srcdoc"
    r"|document\.write|\beval\(|\bnew Function\b|\bset(?:Timeout|Interval)\(\s*['\"`]|javascript:|document\.cookie",
    re.IGNORECASE,
)
STORES = re.compile(r"\b(?:localStorage|sessionStorage|indexedDB|cookieStore)\b")
KEEPING = {
    "ballot/draft.ts",  # the unfinished ballot of this tab, until it is handed in
    "ballot/reader.tsx",  # language and size of type of this tab
    "components/ColumnChoice.tsx",  # the columns of a table
    "features/auth/provider.ts",  # what this tab went to the identity provider for
    "i18n.ts",  # the language
    "public/draft.ts",  # the unfinished complaint of this tab, until it is sent
}
"""The files that may keep something in the browser: none of them knows a token."""


def program_files() -> dict[str, str]:
    """Path below frontend/src -> text of what is built into the pages."""
    found = {path.relative_to(SOURCE).as_posix(): path for path in SOURCE.rglob("*.ts*")}
    return {
        name: path.read_text(encoding="utf-8")
        for name, path in found.items()
        if ".test." not in name and "/tests/" not in name
    }


def test_w08_no_text_becomes_a_program() -> None:
    files = program_files()
    assert len(files) > 100
    assert {name: SINKS.findall(text) for name, text in files.items() if SINKS.search(text)} == {}


def test_w08_only_drafts_and_tastes_are_kept() -> None:
    files = program_files()
    assert {name for name, text in files.items() if STORES.search(text)} == KEEPING
    assert {name for name in KEEPING if re.search(r"token|bearer|api/session", files[name], re.IGNORECASE)} == set()


@pytest.mark.parametrize(
    "line",
    [
        "<p dangerouslySetInnerHTML={{ __html: text }} />",
        "node.innerHTML = text",
        "node.insertAdjacentHTML('beforeend', text)",
        "<iframe srcDoc={text} />",
        "document.write(text)",
        "eval(text)",
        "new Function(text)()",
        "setTimeout('go()', 5)",
        "<a href={`javascript:${text}`}>",
        "document.cookie = token",
    ],
)
def test_w08_each_of_them_is_found(line: str) -> None:
    """The proof that the scan can fail."""
    assert SINKS.search(line)
