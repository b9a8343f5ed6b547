"""A mail server on this machine for tests: it takes mails, slowly or not at all, and keeps them."""

import asyncio
import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class PostOffice:
    """Takes every mail it is given. `refusing` says to whom it takes none.

    `cut_after` so many it takes one more, and is gone before it can say so.
    """

    def __init__(self, seconds_each: float = 0, refusing: str = "", cut_after: int = 0) -> None:
        self.seconds_each, self.refusing, self.cut_after = seconds_each, refusing, cut_after
        self.mails = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if self.refusing and self.refusing in address:
            return "550 Nobody lives there"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.cut_after and len(self.mails) > self.cut_after:
            server.transport.abort()
        await asyncio.sleep(self.seconds_each)
        return "250 OK"

    @property
    def ids(self):
        return [mail["Message-ID"] for mail in self.mails]


@contextmanager
def open_office(**manner):
    """An open post office and its address."""
    office = PostOffice(**manner)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield office, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
