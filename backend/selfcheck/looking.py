"""The rules of the start-up self-check (checks.py), looked at again while the program serves."""

import os
from dataclasses import dataclass
from typing import Final

from fastapi import FastAPI
from sqlalchemy.orm import Session

from backend.core.text import Language, Text
from backend.selfcheck.checks import CHECKS, Check
from backend.selfcheck.demo_data import holds_demo_data
from backend.selfcheck.installation import Installation, Listening
from backend.selfcheck.schemas import SecurityFindingOut, SecurityState

NOTHING: Final = Text("", "")
_NOT_TOLD: Final = Text("程序不是由 pingyi serve 启动的，无从得知", "The program was not started by pingyi serve")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, in both languages; as SecurityFindingOut."""

    code: str
    title: Text
    state: SecurityState
    found: Text = NOTHING
    advice: Text = NOTHING

    def of(self, language: Language) -> SecurityFindingOut:
        """For a reader."""
        texts = {name: getattr(self, name).of(language) for name in ("title", "found", "advice")}
        return SecurityFindingOut(code=self.code, state=self.state, **texts)


def look(application: FastAPI, session: Session) -> list[Finding]:
    """Each check of the table in its order, of the application that serves."""
    listening: Listening | None = application.state.listening
    installation = Installation(
        application.state.settings, listening or Listening(), application, holds_demo_data(session), os.environ
    )
    return [
        Finding(check.id, check.title, SecurityState.UNKNOWN, _NOT_TOLD)
        if check.of_listening and listening is None
        else _looked(check, installation)
        for check in CHECKS
    ]


def _looked(check: Check, installation: Installation) -> Finding:
    shown = check.shows(installation)
    found = Text(shown, shown)
    if not check.fails(installation):
        return Finding(check.id, check.title, SecurityState.HOLDS, found)
    if not check.binds(installation):
        state = SecurityState.EXEMPT
    else:
        state = SecurityState.FAILS if check.grave else SecurityState.ADVICE
    return Finding(check.id, check.title, state, found, check.text)
