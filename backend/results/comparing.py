"""Reading comparisons: a round, the round that the office chose to compare it with, and what the data can tell apart."""

from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.errors import NotFound
from backend.core.principal import Principal
from backend.core.text import Language
from backend.results.comparisons import RoundComparisons, comparisons_of
from backend.results.figures import RoundFigures
from backend.results.products import load_products
from backend.results.schemas import ResultsOut
from backend.results.schemas_comparisons import ComparisonsOut, ComparisonsQuery
from backend.results.service import load_figures, show_results, tallied_rounds
from backend.results.showing_comparisons import show_comparisons
from backend.rounds.models import Round
from backend.stats import Outcome


def comparisons(
    session: Session, principal: Principal, round_id: UUID, query: ComparisonsQuery, language: Language
) -> ComparisonsOut:
    """All comparisons of a tallied round. Raises NotFound, also for an outcome that the round does not have."""
    return _comparisons(session, principal, *load_figures(session, principal, round_id), query, language)


def results_with_comparisons(
    session: Session, principal: Principal, round_id: UUID
) -> tuple[ResultsOut, ComparisonsOut]:
    """The results of a round and the comparisons of its rates, for a file of both."""
    row, figures = load_figures(session, principal, round_id)
    compared = _comparisons(session, principal, row, figures, ComparisonsQuery(), "zh")
    return show_results(row, figures), compared


def _comparisons(
    session: Session,
    principal: Principal,
    row: Round,
    figures: RoundFigures,
    query: ComparisonsQuery,
    language: Language,
) -> ComparisonsOut:
    earlier = load_earlier(session, principal, row)
    found = compare(session, figures, earlier[1] if earlier else None, query.outcome.value)
    return show_comparisons(row, found, earlier[0] if earlier else None, query.last, language)


def load_earlier(session: Session, principal: Principal, row: Round) -> tuple[Round, RoundFigures] | None:
    """The round that `row` is compared with and its figures, when it is counted and the reader may see it."""
    if row.compare_to is None or row.compare_to == row.id:
        return None
    if row.compare_to not in {counted.id for counted in tallied_rounds(session, principal)}:
        return None
    return load_figures(session, principal, row.compare_to)


def compare(
    session: Session, figures: RoundFigures, earlier: RoundFigures | None, outcome: Outcome
) -> RoundComparisons:
    """The comparisons of figures that were loaded. Raises NotFound for an outcome that the round does not have."""
    if outcome not in figures.tally.moments:
        raise NotFound
    products = load_products(session, figures.config, figures.tally, outcome)
    return comparisons_of(figures, products, earlier, outcome)
