"""Shares to the cent: an amount divided so that its parts sum to it exactly."""

from collections.abc import Sequence


def shares(amount: int, weights: Sequence[int]) -> list[int]:
    """The parts of an amount in the proportion of these weights, by the largest remainder.

    Each part is first rounded down to a whole cent. The cents that are left go one by one to the
    parts that lost the most by it; of those that lost the same, to the one that stands first.
    An amount below zero is divided like the same amount above it.
    """
    if amount < 0:
        return [-part for part in shares(-amount, weights)]
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    lost = [amount * weight % whole for weight in weights]
    by_loss = sorted(range(len(weights)), key=lambda place: -lost[place])
    for place in by_loss[: amount - sum(parts)]:
        parts[place] += 1
    return parts
