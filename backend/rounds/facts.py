"""What a round must know of its ballots. They are a later layer, so the application hands the source in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """Exact numbers for guards and the method: codes by stratum id, and sheets that count.

    `shown_sheets` is the number of sheets as it may be shown (rounded down while the round is open); `loading` the
    number of imports that are being loaded. Of a counted round: whether it was `screened`, how many `flags` were found,
    how many of them are `undecided`, and how many decisions the count does not follow yet (`behind`).
    """

    codes_by_stratum: Mapping[UUID, int] = field(default_factory=dict)
    sheets: int = 0
    shown_sheets: int = 0
    loading: int = 0
    screened: bool = False
    flags: int = 0
    undecided: int = 0
    behind: int = 0

    @property
    def codes(self) -> int:
        return sum(self.codes_by_stratum.values())


FactsSource = Callable[[Session, UUID], RoundFacts]


def get_facts_source(request: Request) -> FactsSource:
    """The source that the application was built with."""
    source: FactsSource = request.app.state.round_facts
    return source


FactsDep = Annotated[FactsSource, Depends(get_facts_source)]
