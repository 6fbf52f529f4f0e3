"""What a real published survey can separate, from its file to the answer of the API (see tests/data/NOTICE)."""

import csv
import shutil
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from fastapi import FastAPI

import backend.demo
from backend.auth.service import acting_as, find_user
from backend.ballots.imports.folder import FolderRound, import_round
from backend.config import Settings
from backend.core.principal import Principal
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


@pytest.fixture
def office(app: FastAPI, login: Login) -> Principal:
    login("office", username="bangong")
    with app.state.database.read() as session:
        user = find_user(session, "bangong")
        assert user is not None
        return acting_as(user)


def test_which_services_the_answers_separate(app: FastAPI, client: Client, login: Login, office: Principal) -> None:
    round_id = import_round(app.state.worker, office, FolderRound(FOLDER, 2015, 1, "San Diego", "City services"))
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


def half(folder: Path, remainder: int) -> Path:
    """The survey with every second respondent."""
    folder.mkdir()
    for name in ("units.csv", "options.csv", "strata.csv"):
        shutil.copy(FOLDER / name, folder)
    head, *rows = (FOLDER / "ratings.csv").read_text("utf-8").splitlines(keepends=True)
    kept = [row for row in rows if int(row.split(",")[0]) % 2 == remainder]
    (folder / "ratings.csv").write_text("".join([head, *kept]), "utf-8")
    return folder


def rates_of(folder: Path) -> dict[str, Fraction]:
    """Share of satisfied people by service: the mean of the districts, by hand."""
    cells: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    with (folder / "ratings.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["option"] in "12345" and row["option"]:
                cell = cells[row["unit_code"], row["stratum"]]
                cell[0] += row["option"] in "45"
                cell[1] += 1
    found: dict[str, list[Fraction]] = defaultdict(list)
    for (service, _), (satisfied, valid) in cells.items():
        found[service].append(Fraction(satisfied, valid))
    return {service: sum(shares, Fraction(0)) / len(shares) for service, shares in found.items()}


def test_the_change_of_every_service(
    app: FastAPI, client: Client, login: Login, office: Principal, tmp_path: Path
) -> None:
    """Half of the people against the other half, as if they were two years: what differs is chance, and none is claimed."""
    folders = [half(tmp_path / str(number), number) for number in (0, 1)]
    first, second = (
        import_round(app.state.worker, office, FolderRound(folder, 2015, number, "San Diego", "City services"))
        for number, folder in enumerate(folders, start=1)
    )
    headers = login("office")
    row = client.get(f"/api/v1/rounds/{second}", headers=headers)
    assert row.json()["compare_to"] == str(first)
    found = client.get(f"/api/v1/rounds/{second}/comparisons", headers=headers).json()
    before, after = (rates_of(folder) for folder in folders)
    assert len(found["units"]) == 15
    for unit in found["units"]:
        change, code = unit["change"], unit["code"]
        assert (change["status"], change["direction"], change["restricted"]) == ("tested", "none", False)
        assert change["first"] == f"{round(float(100 * before[code]), 2):.2f}"
        assert change["second"] == f"{round(float(100 * after[code]), 2):.2f}"
        assert Decimal(change["difference"]) == Decimal(change["second"]) - Decimal(change["first"])
        assert Decimal(change["lower"]) < Decimal(change["difference"]) < Decimal(change["upper"])
        assert Decimal(change["p_holm"]) > Decimal("0.05")
    assert (found["earlier"]["up"], found["earlier"]["down"]) == (0, 0)
