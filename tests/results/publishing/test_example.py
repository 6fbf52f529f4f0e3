"""The example that the browser's check is tested with is what the program makes and the script says of it."""

from tests.results.publishing.example import FOLDER, make_all


def test_the_example_is_kept() -> None:
    made = make_all()
    assert {path.name for path in FOLDER.iterdir()} == set(made)
    for name, data in made.items():
        assert (FOLDER / name).read_bytes() == data, f"{name}: write it anew, see example.py"
