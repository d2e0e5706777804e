"""The application: every route and everything around them, from the outside in."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypedDict

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.typing import FilteringBoundLogger

from api.admission import Admission, Admitted
from api.answers import refuse_http, refuse_mistake, refuse_request
from api.cards import card_routes
from api.data import data_routes
from api.data.parquet import MEDIA_TYPE as PARQUET
from api.deadlines import Deadlines
from api.documentation import docs_routes
from api.documents import Documents, by_hash
from api.embeds import embed_routes
from api.errors import RequestError
from api.faults import Faults
from api.feeds import feed_routes
from api.front import Front
from api.health import live, ready
from api.limiting import Limiter
from api.limiting_http import RateLimitedError, refuse_for_now
from api.limiting_shared import limiter_of
from api.memory import Memory
from api.metrics import Metrics
from api.newest import Newest
from api.observed import Observed, Observer
from api.packing import GZIP_LEVEL, LEAST, PackOthers
from api.pages import asset_routes, home
from api.request_log import RequestLog
from api.sdl import schema_graphql, schema_json
from api.security import ReadableByAnyPage, SecurityHeaders
from api.server import SERVED
from api.settings import Settings
from api.straight import Straight, graphql_or_refusal
from api.trusted import read_trusted
from db.database import Pool, open_pool, open_watch
from db.standbys import Seen
from schema.context import Catalogues
from schema.errors import ClientError

DAY = 24 * 60 * 60


class State(TypedDict):
    """What requests share: `request.state` has these."""

    pool: Pool
    catalogues: Catalogues
    newest: Newest
    documents: Documents
    memory: Memory
    admission: Admission
    limiter: Limiter | None


QUESTIONS = "/graphql"
"""The address of questions."""

MADE_FOR_EACH = ("/data/", "/revisions.", "/card/")
"""The addresses whose answers are made anew each time. `/graphql` itself knows which of its answers are."""

GC_AFTER = 50_000
"""Objects made and not freed after which the youngest are looked through: more than four of the largest answers have, and 70
times as many as Python's own measure, which two answers about a state's counties already reach."""

FRONT_SHARE = 8
"""One part in this many of the memory for answers is for knowing again which requests they answer."""


class Application(Starlette):
    """Starlette with layers around all of it. What those answer costs nothing of what it does for every request."""

    def __init__(self, around: Callable[[ASGIApp], ASGIApp], **parts: Any) -> None:
        super().__init__(**parts)
        self._outermost = around(super().__call__)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the outermost layer. It knows its application, as Starlette has it."""
        scope["app"] = self
        await self._outermost(scope, receive, send)


def create_app(
    settings: Settings, log: FilteringBoundLogger | None = None, metrics: Metrics | None = None
) -> Starlette:
    """Make the application that serves the database at `settings.database_url`.

    `log`: what writes a line for each request; `metrics`: what counts them. Without, nobody does.
    """
    assert settings.database_url is not None
    dsn = settings.database_url
    trusted = read_trusted(settings.documents) if settings.documents else {}
    documents = Documents(by_hash([SERVED]) | trusted, only=settings.trusted_only)
    front_bytes = settings.answer_bytes // FRONT_SHARE
    memory = Memory(settings.answer_bytes - front_bytes)
    limiter = limiter_of(settings)
    admission = Admission(settings.in_flight)
    observers = _observers(settings, log, metrics)

    def around(within: ASGIApp) -> ASGIApp:
        straight = Straight(within, path=QUESTIONS, seconds=settings.deadline)
        front = Front(straight, path=QUESTIONS, budget=front_bytes, admission=admission)
        return Observed(front, observers) if observers else front

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[State]:
        seen = Seen()
        async with (
            await open_pool(dsn, settings.pool_size, seen) as pool,
            await open_watch(dsn, seen) as watch,
        ):
            newest = Newest(watch)
            await newest.look()
            watching = asyncio.create_task(newest.watch())
            state: State = {
                "pool": pool,
                "catalogues": Catalogues(),
                "newest": newest,
                "documents": documents,
                "memory": memory,
                "admission": admission,
                "limiter": limiter,
            }
            if metrics:
                metrics.measure(state)
            settle_heap()
            yield state
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            if limiter:
                await limiter.close()
        for observer in observers:
            await asyncio.to_thread(observer.close)

    return Application(
        around,
        routes=[
            Route("/", home),
            Route(QUESTIONS, graphql_or_refusal, methods=["GET", "POST"], name="graphql"),
            Route("/schema.graphql", schema_graphql),
            Route("/schema.json", schema_json),
            Route("/health/live", live),
            Route("/health/ready", ready),
            *data_routes(),
            *docs_routes(),
            *feed_routes(),
            *embed_routes(),
            *card_routes(),
            *asset_routes(),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            # Any page may read; nothing here knows who asks.
            Middleware(
                ReadableByAnyPage,
                allow_origins=["*"],
                allow_methods=["GET", "POST"],
                allow_headers=["*"],
                max_age=DAY,
            ),
            Middleware(
                PackOthers,
                minimum_size=LEAST,
                compresslevel=GZIP_LEVEL,
                exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, PARQUET),
            ),
            Middleware(Faults),
            Middleware(Deadlines, seconds=settings.deadline),
            Middleware(Admitted, admission=admission, prefixes=MADE_FOR_EACH),
        ],
        exception_handlers={
            RequestError: refuse_request,
            ClientError: refuse_mistake,
            RateLimitedError: refuse_for_now,
            HTTPException: refuse_http,
        },
        lifespan=lifespan,
    )


def settle_heap() -> None:
    """Take what is there now out of the collector's rounds: it stays until the end, and would be walked in each of them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_AFTER)


def _observers(
    settings: Settings, log: FilteringBoundLogger | None, metrics: Metrics | None
) -> list[Observer]:
    """Those who keep account of requests."""
    observers: list[Observer] = []
    if log:
        observers.append(RequestLog(log, settings.log_addresses))
    if metrics:
        observers.append(metrics)
    if settings.traces:
        from api.tracing import Tracing  # much is imported, and only where traces are wanted

        observers.append(Tracing(settings.traces))
    return observers
