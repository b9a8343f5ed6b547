"""The two kinds of ways in: pages for people, and what is promised to programs."""

from typing import Any

from fastapi import APIRouter

PROGRAMS = "/api/v1"


def pages(prefix: str = "") -> APIRouter:
    """Ways in for people, which no program is promised."""
    return APIRouter(prefix=prefix, include_in_schema=False)


def programs(prefix: str = "", **said: Any) -> APIRouter:
    """Ways in for programs, as the contract tells of them."""
    return APIRouter(prefix=PROGRAMS + prefix, **said)
