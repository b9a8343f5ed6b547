from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from assets.errors import Missing
from assets.exchange import incoming

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
HER, HIM = uuid4(), uuid4()


def test_a_list_is_found_again_by_whoever_sent_it(tmp_path):
    digest = incoming.keep(tmp_path, HER, b"name\nBike\n", NOON)

    assert incoming.kept(tmp_path, HER, digest, NOON) == b"name\nBike\n"


def test_nobody_else_finds_it(tmp_path):
    digest = incoming.keep(tmp_path, HER, b"name\nBike\n", NOON)

    with pytest.raises(Missing, match="Choose the file again"):
        incoming.kept(tmp_path, HIM, digest, NOON)


@pytest.mark.parametrize("digest", ["", "..", "../../rehab.db", "A" * 64, "0" * 64])
def test_only_a_digest_is_looked_for(tmp_path, digest):
    incoming.keep(tmp_path, HER, b"x", NOON)

    with pytest.raises(Missing):
        incoming.kept(tmp_path, HER, digest, NOON)


def test_after_a_day_it_is_gone(tmp_path):
    digest = incoming.keep(tmp_path, HER, b"old", NOON)
    later = NOON + timedelta(days=1, seconds=1)

    with pytest.raises(Missing):
        incoming.kept(tmp_path, HER, digest, later)
    incoming.keep(tmp_path, HIM, b"new", later)

    assert len([each for each in tmp_path.rglob("*") if each.is_file()]) == 1


def test_of_one_person_the_last_ten_are_kept(tmp_path):
    digests = [
        incoming.keep(tmp_path, HER, str(number).encode(), NOON + timedelta(seconds=number))
        for number in range(12)
    ]

    assert len(list((tmp_path / HER.hex).iterdir())) == 10
    assert incoming.kept(tmp_path, HER, digests[-1], NOON) == b"11"
    with pytest.raises(Missing):
        incoming.kept(tmp_path, HER, digests[0], NOON)


def test_only_the_program_reads_it(tmp_path):
    digest = incoming.keep(tmp_path, HER, b"x", NOON)

    file = tmp_path / HER.hex / digest

    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
