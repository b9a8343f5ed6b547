import time

from assets.database import open_engine
from jobs.keeper import Keeper
from tests.processes import PROCESSES


def _hold(url, holding):
    keeper = Keeper(open_engine(url))
    if keeper.holds():
        holding.set()
    time.sleep(60)


def test_one_process_keeps_the_timetable_and_the_next_when_it_dies(database_url, engine):
    holding = PROCESSES.Event()
    first = PROCESSES.Process(target=_hold, args=(database_url, holding))
    first.start()
    assert holding.wait(30)
    second = Keeper(engine)

    while_alive = second.holds()
    first.kill()
    first.join()
    patience = time.monotonic() + 10
    while not second.holds() and time.monotonic() < patience:
        time.sleep(0.02)

    assert not while_alive
    assert second.holds()
    second.let_go()


def test_who_holds_it_goes_on_holding_it_until_it_lets_go(engine):
    first, second = Keeper(engine), Keeper(engine)

    held = [first.holds(), first.holds(), second.holds()]
    first.let_go()

    assert held == [True, True, False]
    assert second.holds()
    second.let_go()
