"""How work goes on: taken, begun, waiting, done or given up; then verified and closed."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi.responses import Response
from pydantic import BaseModel, Field

from assets.maintenance import completion, orders, progress, worklists
from assets.maintenance.orders import State
from assets.maintenance.terms import Cause, FailureMode, Outcome, Remedy, Waiting
from assets.rights import Permission
from web.access import Me, Now, may
from web.doors import pages
from web.forms import Day, Form, posted
from web.signatures import TheSignature, signed_first
from web.work import TheOpened

router = pages("/orders/{number}")


class Seen(BaseModel):
    """Nothing but the order that was looked at."""

    version: int | None = None


class Pause(Seen):
    """What it waits for."""

    waiting_for: Waiting


class Reason(Seen):
    """Why it is not done, or what is to be done again."""

    reason: str = Field(default="", max_length=1000)


class Completion(Seen):
    """It is done: when, with what outcome, and what there is to say of it."""

    done_on: Day
    outcome: Outcome | None = None
    note: str = Field(default="", max_length=4000)
    failure_mode: FailureMode | None = None
    cause: Cause | None = None
    remedy: Remedy | None = None

    @property
    def noted(self) -> dict[str, Any]:
        """What it says of a repair. What its form did not ask stays as it is."""
        asked = self.model_fields_set & {"failure_mode", "cause", "remedy"}
        return {name: getattr(self, name) for name in asked}


PostedSeen = Annotated[Form[Seen], posted(Seen)]
PostedPause = Annotated[Form[Pause], posted(Pause)]
PostedReason = Annotated[Form[Reason], posted(Reason)]
PostedCompletion = Annotated[Form[Completion], posted(Completion)]

DOING = [may(Permission.ORDERS_DO)]
JUDGING = [may(Permission.ORDERS_VERIFY)]


@router.post("/open", dependencies=DOING)
def open_up(at: TheOpened, form: PostedSeen) -> Response:
    return at.after(form, lambda: at.order.become(State.OPEN))


@router.post("/take", dependencies=DOING)
def take(at: TheOpened, me: Me, form: PostedSeen) -> Response:
    return at.after(form, lambda: at.order.take(me))


@router.post("/give-back", dependencies=DOING)
def give_back(at: TheOpened, form: PostedSeen) -> Response:
    return at.after(form, at.order.give_back)


@router.post("/begin", dependencies=DOING)
def begin(at: TheOpened, me: Me, now: Now, form: PostedSeen) -> Response:
    return at.after(form, lambda: at.order.begin(me, now))


@router.post("/wait", dependencies=DOING)
def wait(at: TheOpened, form: PostedPause) -> Response:
    return at.after(form, lambda: at.order.wait(form.data.waiting_for))


@router.post("/complete", dependencies=[signed_first(), *DOING])
def complete(at: TheOpened, me: Me, form: PostedCompletion, signature: TheSignature) -> Response:
    def done() -> str | None:
        said, order = form.data, at.order
        if said.noted:
            progress.note(at.db, order, **said.noted)
        signature.give(at.db, order, me)
        completion.complete(at.db, order, me, said.done_on, said.note, said.outcome)
        failed = said.outcome is Outcome.FAIL and not worklists.correcting(at.db, order)
        return f"/orders/new?{urlencode({'corrects': order.number})}" if failed else None

    return at.after(form, done)


@router.post("/cancel", dependencies=DOING)
def cancel(at: TheOpened, form: PostedReason) -> Response:
    return at.after(form, lambda: orders.cancel(at.db, at.order, form.data.reason, at.today))


@router.post("/verify", dependencies=JUDGING)
def verify(at: TheOpened, me: Me, form: PostedSeen) -> Response:
    return at.after(form, lambda: progress.verify(at.db, at.order, me))


@router.post("/close", dependencies=JUDGING)
def close(at: TheOpened, me: Me, form: PostedSeen) -> Response:
    return at.after(form, lambda: progress.close(at.db, at.order, me))


@router.post("/send-back", dependencies=JUDGING)
def send_back(at: TheOpened, form: PostedReason) -> Response:
    return at.after(form, lambda: progress.send_back(at.db, at.order, form.data.reason))
