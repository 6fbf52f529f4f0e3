"""What a real published survey can separate, from its file to the answer of the API (see tests/data/NOTICE)."""

from pathlib import Path

import pytest
from fastapi import FastAPI

import backend.demo
from backend.auth.service import acting_as, find_user
from backend.ballots.imports.folder import FolderRound, import_round
from backend.config import Settings
from tests.conftest import Client, Login

FOLDER = Path(backend.demo.__file__).parent / "san_diego_2015"
# Rank and rank set of the fifteen services by the share of satisfied people, districts weighted alike.
RANKS = {
    "Q3_5": (1, 1, 2),  # fire rescue
    "Q3_6": (2, 1, 2),  # library
    "Q3_7": (3, 3, 5),  # lifeguard
    "Q3_4": (4, 3, 5),  # emergency medical
    "Q3_12": (5, 3, 5),  # solid waste
    "Q3_15": (6, 6, 6),  # water and wastewater
    "Q3_11": (7, 7, 7),  # police
    "Q3_9": (8, 8, 10),  # parks
    "Q3_14": (9, 8, 10),  # sustainability
    "Q3_3": (10, 8, 10),  # customer service
    "Q3_2": (11, 11, 13),  # communication
    "Q3_13": (12, 11, 13),  # storm water
    "Q3_1": (13, 11, 13),  # code enforcement
    "Q3_10": (14, 14, 14),  # planning
    "Q3_8": (15, 15, 15),  # maintenance of city streets
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The import runs its jobs itself."""
    return settings.model_copy(update={"run_worker": False})


def test_which_services_the_answers_separate(app: FastAPI, client: Client, login: Login) -> None:
    login("office", username="bangong")
    with app.state.database.read() as session:
        user = find_user(session, "bangong")
        assert user is not None
    round_id = import_round(
        app.state.worker, acting_as(user), FolderRound(FOLDER, 2015, 1, "San Diego", "City services")
    )
    answer = client.get(f"/api/v1/rounds/{round_id}/comparisons", headers=login("office"))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    by_code = {unit["code"]: unit["overall"] for unit in found["units"]}
    for service, ranks in RANKS.items():
        standing = by_code[service]
        assert (standing["rank"], standing["lower"], standing["upper"]) == ranks, service
        assert (standing["above"], standing["below"]) == (15 - ranks[2], ranks[1] - 1)
    whole = found["groups"][0]
    assert (whole["pairs"], whole["separated"], whole["mean"]) == (105, 95, "54.86")
    assert (whole["could_be_best"], whole["could_be_in_last"], whole["surely_in_last"]) == (2, 5, 5)
    assert [code for code, s in by_code.items() if s["against_mean"] == "not_separable"] == ["Q3_9"]
