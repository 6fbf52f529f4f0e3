"""Roles that exclude each other, refused by the program and by the database (security design, section 2)."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from backend.auth.models import UserRole
from backend.auth.policy import Role, exclusive
from backend.auth.service import create_user
from backend.core.db import Database


@pytest.fixture
def user_id(database: Database) -> UUID:
    with database.write() as session:
        return create_user(session, "command", username="wang.fang", display_name="王芳", roles=[]).id


def give(database: Database, user_id: UUID, *roles: Role) -> bool:
    """Insert roles past the program, each by a statement of its own; whether the database took them."""
    try:
        with database.write() as session:
            for role in roles:
                session.execute(insert(UserRole).values(user_id=user_id, role=role))
    except IntegrityError:
        return False
    return True


def held(database: Database, user_id: UUID) -> Sequence[Role]:
    with database.read() as session:
        return session.scalars(select(UserRole.role).where(UserRole.user_id == user_id).order_by(UserRole.role)).all()


def take_all(database: Database, user_id: UUID) -> None:
    with database.write() as session:
        session.execute(delete(UserRole).where(UserRole.user_id == user_id))


def test_c19_the_database_refuses_just_the_pairs_that_the_program_refuses(database: Database, user_id: UUID) -> None:
    refused = 0
    for pair in combinations(Role, 2):
        for first, second in (pair, pair[::-1]):
            assert give(database, user_id, first, second) is not exclusive(frozenset(pair)), (first, second)
            assert held(database, user_id) == ([] if exclusive(frozenset(pair)) else sorted(pair))
            take_all(database, user_id)
        refused += exclusive(frozenset(pair))
    assert refused == 10 + 8 + 6, "of 45 pairs; the others are the positive twins"


def test_c19_neither_all_at_once_nor_by_altering_a_row(database: Database, user_id: UUID) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(insert(UserRole), [{"user_id": user_id, "role": r} for r in (Role.OFFICE, Role.AUDITOR)])
    assert give(database, user_id, Role.OFFICE, Role.LEADER)
    change = update(UserRole).where(UserRole.user_id == user_id, UserRole.role == Role.LEADER)
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(change.values(role=Role.AUDITOR))
    with database.write() as session:
        session.execute(change.values(role=Role.SUPERVISOR))
    assert held(database, user_id) == [Role.OFFICE, Role.SUPERVISOR]
    with database.write() as session:  # altering a row is not held against itself
        session.execute(update(UserRole).where(UserRole.role == Role.OFFICE).values(role=Role.EVALUATOR))
    assert held(database, user_id) == [Role.EVALUATOR, Role.SUPERVISOR]


def test_c19_two_grants_at_the_same_moment_make_no_pair(database: Database, user_id: UUID) -> None:
    for _ in range(10):
        with ThreadPoolExecutor(2) as pool:
            given = [pool.submit(give, database, user_id, role) for role in (Role.OFFICE, Role.AUDITOR)]
        assert sorted(future.result() for future in given) == [False, True]
        assert len(held(database, user_id)) == 1
        take_all(database, user_id)
