"""The plaque of an operation: A4 across, for the wall beside the door."""

from reportlab.lib.pagesizes import A4, landscape

from labels.papers import operation
from labels.papers.operation import Operation, Wall

WALL = Wall(landscape(A4), emblem=18, text=11, title=2.2, abreast=True)


def pdf(shown: Operation) -> bytes:
    """The same facts give the same bytes."""
    return operation.drawn(shown, WALL)
