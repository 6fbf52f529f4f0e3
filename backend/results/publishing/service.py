"""Freezing, countersigning, publishing and correcting the results of a round."""

from uuid import UUID

from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.core.db import note_refusal
from backend.core.errors import NotFound
from backend.core.etags import check_match
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.core.text import Text
from backend.results.publishing.building import Edition, build
from backend.results.publishing.models import Snapshot
from backend.results.publishing.reading import current_version, versions_of
from backend.results.publishing.schemas import CountersignIn
from backend.results.tally import load_tally
from backend.rounds.access import find_round
from backend.rounds.comparison import COUNTED
from backend.rounds.facts import RoundFacts
from backend.rounds.guards import method_unaltered, situation_of
from backend.rounds.models import Round, RoundState
from backend.rounds.proposals import carry_out, decide, propose
from backend.rounds.states import STATE_NAMES, NotReady, WrongState, correction_waits, transition

PUBLISH = "publish"


def freeze(
    session: Session, keys: Keys, principal: Principal, round_id: UUID, facts: RoundFacts, if_match: str | None = None
) -> Round:
    """Fix the results of a tallied round, make version 1 and propose to publish it.

    Raises NotFound, Stale, WrongState, NotReady. An altered method is kept in the record though nothing else is.
    """
    row = find_round(session, principal, round_id, lock=True)
    _watch_method(session, principal, row, facts)
    transition(session, row, "freeze", principal, facts, if_match)
    _propose_version(session, keys, principal, row, "")
    return row


def propose_version(
    session: Session,
    keys: Keys,
    principal: Principal,
    round_id: UUID,
    reason: str,
    facts: RoundFacts,
    if_match: str | None = None,
) -> Round:
    """Propose another version: after a refusal, or to correct what is published.

    Raises NotFound, Stale, WrongState, NotReady, Waiting.
    """
    row = find_round(session, principal, round_id, lock=True)
    if if_match is not None:
        check_match(if_match, row)
    if row.state not in (RoundState.FROZEN, RoundState.PUBLISHED):
        state = STATE_NAMES[row.state]
        raise WrongState(Text(f"本轮{state.zh}，还没有冻结", f"The round is {state.en}: nothing is frozen yet"))
    _watch_method(session, principal, row, facts)
    against = method_unaltered(situation_of(session, row, facts))
    if against is not None:
        raise NotReady(against)
    _propose_version(session, keys, principal, row, reason)
    row.version += 1
    session.flush()
    return row


def countersign(session: Session, principal: Principal, round_id: UUID, body: CountersignIn) -> Round:
    """The second person's decision. Raises NotFound and what `decide` raises."""
    row = find_round(session, principal, round_id, lock=True)
    decide(session, principal, row, body.digest, body.note, confirmed=body.confirm)
    return row


def publish(
    session: Session, principal: Principal, round_id: UUID, facts: RoundFacts, if_match: str | None = None
) -> Round:
    """Publish the version that was countersigned; of a round that is published already, it supersedes the one before.

    Raises NotFound, Stale, WrongState, NotReady.
    """
    row = find_round(session, principal, round_id, lock=True)
    _watch_method(session, principal, row, facts)
    now = situation_of(session, row, facts)
    if not correction_waits(now):
        return transition(session, row, PUBLISH, principal, facts, if_match)
    if if_match is not None:
        check_match(if_match, row)
    proposal = now.proposal
    against = method_unaltered(now)
    if against is not None or proposal is None or not proposal.confirmed:
        raise NotReady(against or Text("还没有经另一人复核", "Another person has not countersigned yet"))
    carry_out(session, proposal)
    row.version += 1
    session.flush()
    record(session, principal, "round.correct", "round", row.id, public_digest=proposal.digest)
    return row


def find_version(session: Session, principal: Principal, round_id: UUID, version: int) -> Snapshot:
    """A version of a round that `principal` may see. Raises NotFound."""
    row = find_round(session, principal, round_id)
    found = next((one for one in versions_of(session, row.id) if one.version == version), None)
    if found is None:
        raise NotFound
    return found


def _propose_version(session: Session, keys: Keys, principal: Principal, row: Round, reason: str) -> None:
    now = situation_of(session, row, RoundFacts())
    versions, published = versions_of(session, row.id), current_version(session, row.id)
    edition = Edition(
        version=versions[-1].version + 1 if versions else 1,
        reason=reason,
        before=published.public if published else None,
    )
    files = build(keys, now.config, load_tally(session, now.config), row.method or {}, edition, demo=row.demo)
    proposal = propose(session, principal, row, PUBLISH, files.public_digest, reason)
    session.add(
        Snapshot(
            round_id=row.id,
            version=edition.version,
            proposal_id=proposal.id,
            reason=reason,
            public=files.public,
            sealed=files.sealed,
            public_digest=files.public_digest,
            sealed_digest=files.sealed_digest,
        )
    )
    session.flush()


def _watch_method(session: Session, principal: Principal, row: Round, facts: RoundFacts) -> None:
    """Have the record keep that the method was found altered, though the step is refused and rolled back."""
    if row.state not in COUNTED or method_unaltered(situation_of(session, row, facts)) is None:
        return
    round_id, fixed = row.id, row.method_digest
    note_refusal(
        session,
        lambda writer: record(writer, principal, "round.method_altered", "round", round_id, fixed=fixed),
    )
