"""What keeps other sites and hostile requests out: headers, same origin, a limit on size."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assets.words import N_
from web.page import PageFor

LARGEST = 25 * 1024 * 1024
SAFE = {"GET", "HEAD", "OPTIONS"}
# No cookie opens these: programs bring their own secret, and a browser never adds it by itself.
FOR_PROGRAMS = "/api/"
KEPT_BY_BROWSERS = "/static/"

DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
)
HEADERS = {
    "Content-Security-Policy": "; ".join(DIRECTIVES),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}


class TooLarge(HTTPException):
    """More was sent than anyone here needs to send."""

    def __init__(self) -> None:
        super().__init__(413)


def headers(*, secure: bool) -> dict[str, str]:
    """What every answer carries. `secure` says that the register is reached over HTTPS."""
    lasting = {"Strict-Transport-Security": "max-age=31536000"} if secure else {}
    return HEADERS | lasting


class Defences:
    """Wraps the application. `secure` says that it is reached over HTTPS."""

    def __init__(self, app: ASGIApp, *, secure: bool = False) -> None:
        self.app = app
        self.headers = headers(secure=secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        adding, sent = self._adding(send, scope["path"]), Headers(scope=scope)
        if scope["method"] == "HEAD":
            scope, adding = {**scope, "method": "GET"}, _head_alone(adding)
        for_programs = scope["path"].startswith(FOR_PROGRAMS)
        if scope["method"] in SAFE or for_programs or same_origin(sent):
            await self.app(scope, _counting(receive, _length(sent)), adding)
        else:
            refusal = PageFor(Request(scope)).say(N_("This request came from another site."))
            await PlainTextResponse(refusal, status_code=403)(scope, receive, adding)

    def _adding(self, send: Send, path: str) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    kept.setdefault(name, value)
                if not path.startswith(KEPT_BY_BROWSERS):
                    kept.setdefault("Cache-Control", "no-store")
            await send(message)

        return sending


def _head_alone(send: Send) -> Send:
    """What is got, told without its body: the head says how long that would be."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sending


def same_origin(headers: Headers) -> bool:
    """Whether the browser says that one of our own pages asks."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    _, _, host = headers.get("origin", "").partition("://")
    return bool(host) and host == headers.get("host")


def _counting(receive: Receive, declared: int) -> Receive:
    heard = 0

    async def counted() -> Message:
        nonlocal heard
        if declared > LARGEST:
            raise TooLarge
        message = await receive()
        heard += len(message.get("body", b""))
        if heard > LARGEST:
            raise TooLarge
        return message

    return counted


def _length(headers: Headers) -> int:
    """How much the head of the request says that there is."""
    said = headers.get("content-length", "")
    return int(said[:20]) if said.isascii() and said.isdecimal() else 0
