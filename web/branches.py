"""How the tree of places is drawn, and the answer on top of a place's page."""

from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from assets.inventory import branches, places
from assets.inventory.branches import Tallies, Tally
from assets.inventory.places import Kind, Openness, Place
from assets.rights import Rights
from assets.words import N_, Language, say, say_count
from web.standing import Standing

MOST_OFFERED = 100
OPENED = 1  # levels of the tree that are open before anybody opens one

ICONS = {
    Kind.SITE: "map-pin",
    Kind.BUILDING: "building-2",
    Kind.FLOOR: "layers",
    Kind.ROOM: "door-open",
    Kind.ZONE: "square-dashed",
    Kind.OUTDOOR: "trees",
    Kind.STORE: "warehouse",
}


def offered(session: Session, seen_by: Rights) -> list[str]:
    """The first places of the tree, by their paths; the rest come as one types."""
    return [each.path for each in session.exec(places.listed(seen_by).limit(MOST_OFFERED))]


@dataclass
class Node:
    """One place as the tree shows it."""

    name: str
    href: str
    icon: str
    note: str
    open: bool = False
    children: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Drawing:
    """What a tree is drawn from: how many things stand where, on which day, for which reader."""

    tallies: Tallies
    on: date
    language: Language

    def tree(self, shown: list[Place]) -> list[Node]:
        """These places, in the order of the tree, each inside the one it stands in."""
        top: list[Node] = []
        way: list[tuple[Place, Node]] = []
        for place in shown:
            while way and not place.path_key.startswith(f"{way[-1][0].path_key}\x1f"):
                way.pop()
            alone = not way and place.depth > shown[0].depth
            node = self.node(place, place.path if alone else place.name)
            node.open = len(way) < OPENED
            (way[-1][1].children if way else top).append(node)
            way.append((place, node))
        return top

    def node(self, place: Place, name: str) -> Node:
        return Node(name, f"/places/{place.id}", ICONS[place.kind], self._note(place))

    def _note(self, place: Place) -> str:
        """What stands there, and when it cannot be used."""
        tally, openness = branches.tally_of(self.tallies, place), place.openness(self.on)
        said = []
        if tally.here:
            said.append(say_count(self.language, "{count} thing", "{count} things", tally.here))
        if tally.coming:
            said.append(
                say_count(self.language, "{count} to come", "{count} to come", tally.coming)
            )
        if openness is Openness.COMING:
            said.append(say(self.language, N_("not open before {day}"), day=place.opens_on))
        if openness is Openness.CLOSED:
            said.append(say(self.language, N_("closed")))
        return " · ".join(said)


def standing(
    place: Place, tally: Tally, on: date, language: Language, waiting: int = 0
) -> Standing:
    """What somebody who looks at this place wants to know first."""
    openness = place.openness(on)
    said, day, tone = {
        Openness.COMING: (N_("Not open before {day}."), place.opens_on, "soon"),
        Openness.CLOSED: (N_("Closed since {day}."), place.closes_on, "calm"),
        Openness.OPEN: (N_("Open."), None, "good"),
    }[openness]
    if openness is Openness.OPEN and place.closes_on:
        said, day = N_("Open. It closes on {day}."), place.closes_on
    if tally.here and openness is not Openness.OPEN:
        tone = "warn"
    sentences = [say(language, said, day=day), *_counted(tally, language)]
    if waiting:
        sentences.append(
            say_count(
                language,
                "{count} is ready and waits in a store.",
                "{count} are ready and wait in a store.",
                waiting,
            )
        )
    return Standing(tone, " ".join(sentences))


def _counted(tally: Tally, language: Language) -> list[str]:
    here, coming = tally.here, tally.coming
    said = [say(language, N_("Nothing stands here yet."))]
    if here:
        said = [
            say_count(language, "{count} thing stands here.", "{count} things stand here.", here)
        ]
    if coming:
        said.append(
            say_count(language, "{count} is still to come.", "{count} are still to come.", coming)
        )
    return said
