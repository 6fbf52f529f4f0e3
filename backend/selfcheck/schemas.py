"""The self-check of the running server as its page shows it."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field


class SecurityState(StrEnum):
    """`fails`: has to be put right; of `startup`, the program would not start again. `advice`: better otherwise. `exempt`:
    does not hold, but is not asked of this environment (demonstration, test). `note`: how it is, neither right nor
    wrong. `unknown`: this process cannot tell."""

    HOLDS = "holds"
    FAILS = "fails"
    ADVICE = "advice"
    EXEMPT = "exempt"
    NOTE = "note"
    UNKNOWN = "unknown"


class SecurityFindingOut(BaseModel):
    """One check in the reader's language."""

    code: str = Field(description="As `pingyi check` prints it")
    title: str = Field(description="What should hold, or what is looked at")
    state: SecurityState
    found: str = Field(description="What was found, never a secret; empty where there is nothing to show")
    advice: str = Field(description="What is wrong and what to do; empty where there is nothing to do")


class SecurityCheckOut(BaseModel):
    """`startup`: what production refuses to start with, each check. `running`: what only the running server knows."""

    checked_at: datetime
    env: str
    startup: list[SecurityFindingOut]
    running: list[SecurityFindingOut]
