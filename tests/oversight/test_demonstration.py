"""The demonstration of the oversight can be loaded, and shows something of everything."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.auth.policy import Role
from backend.auth.service import acting_as
from backend.core.keys import load_keys
from backend.demo.city import CITY
from backend.demo.oversight import MATTERS, RECORDS, load_oversight
from backend.demo.people import create_people
from backend.oversight.models import ServiceMatter
from backend.oversight.models_records import Card, ServiceRating, ServiceRecord
from backend.oversight.reporting import report
from backend.oversight.schemas_indicators import IndicatorQuery
from backend.units.models import Unit, UnitSequence


@pytest.mark.one_engine
def test_it_shows_records_cards_and_ratings(database: Any, made_keys: Any) -> None:
    with database.write() as session:
        sequence = UnitSequence(name="示范", position=1)
        session.add(sequence)
        session.flush()
        units = [unit for group in CITY.values() for unit in group]
        session.add_all(Unit(code=unit.code, name=unit.name, sequence_id=sequence.id) for unit in units)
        session.flush()
        ids = {unit.code: unit.id for unit in session.scalars(select(Unit))}
        people = create_people(session, session.get_one(Unit, ids["ZF-07"]))
        office, lead, liaison = (acting_as(people[role]) for role in (Role.OFFICE, Role.LEAD_SUPERVISOR, Role.LIAISON))
    load_oversight(database, load_keys(made_keys), ids, office, lead, liaison)
    with database.read() as session:

        def count(model: Any) -> int:
            return session.scalars(select(func.count()).select_from(model)).one()

        assert (count(ServiceMatter), count(ServiceRecord)) == (len(MATTERS), RECORDS)
        assert count(Card) > 0
        assert count(ServiceRating) > 50
        a_while = datetime.now(UTC).date() - timedelta(days=100)  # in January the year has seen little
        total = report(session, office, IndicatorQuery(period_from=a_while)).total
    assert total.late > 0
    assert total.bad > 0
