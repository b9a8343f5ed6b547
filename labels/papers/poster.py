"""The poster of an operation: A3, where everybody who comes in sees it."""

from reportlab.lib.pagesizes import A3

from labels.papers import operation
from labels.papers.operation import Operation, Wall

WALL = Wall(A3, emblem=36, text=18, title=2.2, abreast=False)


def pdf(shown: Operation) -> bytes:
    """The same facts give the same bytes."""
    return operation.drawn(shown, WALL)
