"""Every no, every repeat and every mistake of a request, turned into a page or problem JSON."""

from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from assets import words
from assets.database import Busy, Overtaken
from assets.errors import Forbidden, Missing, No, Refused
from assets.files import Full
from assets.once import Repeated
from assets.words import N_
from web import defences
from web.access import SignInNeeded
from web.answer import problem
from web.named import TakenUp
from web.page import PageFor

STATUS: dict[type[No], int] = {
    Missing: 404,
    Forbidden: 403,
    Refused: 409,
    Overtaken: 409,
    Busy: 503,
    Full: 507,
}

SAID = {
    401: N_("Sign in first."),
    404: N_("There is no such page."),
    405: N_("That cannot be done here."),
    413: N_("This is more than can be sent at once: {most} MB at most."),
    422: N_("This was not understood."),
    500: N_("Something went wrong here. Nothing was changed. Please try again."),
}


def handle(app: FastAPI) -> None:
    """Teach the application every no."""
    app.add_exception_handler(No, _no)
    app.add_exception_handler(Overtaken, _once_more)
    app.add_exception_handler(Repeated, _repeat)
    app.add_exception_handler(TakenUp, _elsewhere)
    app.add_exception_handler(SignInNeeded, _sign_in_first)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _broken)


def _no(request: Request, no: Exception) -> Response:
    assert isinstance(no, No)
    said = PageFor(request).say(no.words, **no.values)
    return _say(request, STATUS[type(no)], said, {no.field: said} if no.field else None)


class _OnceMore(Response):
    """The answer to the same request, asked anew: a form comes back with what was typed."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.asked: list[Message] = [{"type": "http.request", "body": body}]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def heard() -> Message:
            return self.asked.pop() if self.asked else await receive()

        await scope["app"]({**scope, "state": {"overtaken": True}}, heard, send)


async def _once_more(request: Request, overtaken: Exception) -> Response:
    """Nothing was changed, so it can be asked again; who is overtaken twice is told."""
    if getattr(request.state, "overtaken", False):
        return _no(request, overtaken)
    return _OnceMore(await request.body())


def _repeat(request: Request, repeated: Exception) -> Response:
    assert isinstance(repeated, Repeated)
    outcome = repeated.outcome
    if outcome.body is None:
        return PageFor(request).sent_to(outcome.location)
    headers = {"Location": outcome.location} if outcome.location else None
    return JSONResponse(outcome.body, status_code=outcome.status, headers=headers)


def _elsewhere(_: Request, taken_up: Exception) -> Response:
    assert isinstance(taken_up, TakenUp)
    return RedirectResponse(taken_up.address, 303)


def _sign_in_first(request: Request, _: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return _say(request, 401)
    back = request.url.path
    if request.method != "GET":
        back = "/"
    elif request.url.query:
        back = f"{back}?{request.url.query}"
    return PageFor(request).sent_to(f"/sign-in?{urlencode({'back': back})}")


def _http(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, HTTPException)
    answer = _say(request, raised.status_code)
    answer.headers.update(raised.headers or {})
    return answer


def _not_understood(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, RequestValidationError)
    errors = {".".join(str(part) for part in each["loc"]): each["msg"] for each in raised.errors()}
    return _say(request, 422, errors=errors)


def _gone(_: Request, __: Exception) -> Response:
    """Who sends has lost her signal or gone away: nobody hears this."""
    return Response(status_code=400)


def _broken(request: Request, _: Exception) -> Response:
    """This answer leaves outside of the defences, so it takes its headers along."""
    answer = _say(request, 500)
    for name, value in defences.headers(secure=request.app.state.settings.secure).items():
        answer.headers.setdefault(name, value)
    return answer


def _say(
    request: Request, status: int, said: str = "", errors: dict[str, str] | None = None
) -> Response:
    page = PageFor(request)
    most = defences.LARGEST // 2**20
    said = said or words.say(page.language, SAID.get(status, SAID[422]), most=most)
    if request.url.path.startswith("/api/"):
        return problem(status, said, errors)
    return page.say_no(said, status)
