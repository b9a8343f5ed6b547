from assets.listing import Cut
from assets.procurement import rates

MONTHLY = "Country,Currency,ISO A3 Code,Value\nROMANIA,Leu,RON,5.0903\n"


def test_the_commissions_file_is_brought_in_and_looked_at_before(rehab_here, session, tmp_path):
    file = tmp_path / "rates.csv"
    file.write_text(MONTHLY)
    words = ("import", file, "--as", "rates")

    nameless = rehab_here(*words)
    looked = rehab_here(*words, "--month", "2027-03", "--dry-run")
    before = rates.listed(session, Cut()).rows
    session.rollback()
    done = rehab_here(*words, "--month", "2027-03")

    assert "does not say which month" in nameless.err
    assert "2027-03: 1 EUR = 5.0903 RON" in looked.out
    assert before == []
    assert "1 new, 0 changed, 0 as they are." in done.out
    assert len(rates.listed(session, Cut()).rows) == 1
