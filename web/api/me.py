"""Whose token it is, for programs: /api/v1/me, and the PIN with which she signs."""

from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict

from assets.people import Person
from web.access import Me, signed_in
from web.answer import Answer
from web.doors import programs
from web.passwords import NewPassword, pin_first

router = programs("/me", tags=["me"])


class NewPin(BaseModel):
    """Her password and the new PIN: four to eight digits."""

    model_config = ConfigDict(extra="forbid")

    old_password: str
    pin: str


@router.get("", dependencies=[signed_in()])
def show(answer: Answer, me: Me) -> Response:
    """The token's person, and whether she has a PIN to sign with."""
    return answer.item(_item(me))


@router.post("/pin", dependencies=[pin_first(), signed_in()])
def set_pin(answer: Answer, me: Me, said: NewPin, pin: NewPassword) -> Response:  # noqa: ARG001
    """Choose her own PIN, or another one. It asks for her password; wrong ones are counted."""
    me.pin_hash = pin.take()
    return answer.item(_item(me))


def _item(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "has_pin": bool(person.pin_hash),
    }
