"""The table of settings in the operations document is that of the program."""

import re
from pathlib import Path

from pydantic_core import PydanticUndefined

from backend.config import Settings

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `(PINGYI_\w+)` \| (?:`(.*?)`)? ?\| (.+) \|$", re.MULTILINE)


def shown(value: object) -> str:
    """A default as the table writes it: paths of the program's folder without that folder, nothing as nothing."""
    assert value is not PydanticUndefined
    if isinstance(value, Path):
        return str(value.relative_to(ROOT) if value.is_absolute() else value)
    return str(value).lower() if isinstance(value, bool) else str(value or "")


def test_every_setting_is_described_with_its_default() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    described = {name: default for name, default, _ in ROW.findall(text)}
    program = {f"PINGYI_{name.upper()}": shown(field.default) for name, field in Settings.model_fields.items()}
    assert described == program


def test_the_example_sets_only_what_exists() -> None:
    text = (ROOT / "deploy" / "pingyi.env").read_text(encoding="utf-8")
    names = set(re.findall(r"^(?:# )?(PINGYI_\w+)=", text, re.MULTILINE))
    assert names
    assert names <= {f"PINGYI_{name.upper()}" for name in Settings.model_fields}
