"""Other processes of the house. Each is forked from one that has read the program already."""

from multiprocessing import get_context

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["jobs.timetable", "jobs.restores", "tests.builders"])
