"""What keeps other sites and hostile requests out: headers, same origin, a limit on size."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 25 * 1024 * 1024
SAFE = {"GET", "HEAD", "OPTIONS"}

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


class TooLarge(Exception):  # noqa: N818
    """More was sent than anyone here needs to send."""


class Defences:
    """Wraps the application. `secure` says that it is reached over HTTPS."""

    def __init__(self, app: ASGIApp, *, secure: bool = False) -> None:
        self.app = app
        self.headers = dict(HEADERS)
        if secure:
            self.headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["method"] not in SAFE and not same_origin(headers):
            await _refuse(send, 403, "This request came from another site.")
        elif int(_digits(headers.get("content-length", ""))) > LARGEST:
            await _refuse(send, 413, "This is more than can be sent at once.")
        else:
            await self.app(scope, _counting(receive), self._adding(send))

    def _adding(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    kept.setdefault(name, value)
            await send(message)

        return sending


def same_origin(headers: Headers) -> bool:
    """Whether the browser says that one of our own pages asks. Programs bring their own secret."""
    if headers.get("authorization"):
        return True
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    return urlsplit(headers.get("origin", "")).netloc == headers.get("host")


def _counting(receive: Receive) -> Receive:
    heard = 0

    async def counted() -> Message:
        nonlocal heard
        message = await receive()
        heard += len(message.get("body", b""))
        if heard > LARGEST:
            raise TooLarge
        return message

    return counted


def _digits(text: str) -> str:
    return text if text.isdigit() else "0"


async def _refuse(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
