"""Traces for OpenTelemetry: a span for each request, and within it one for each statement, by its name.

They say neither variables nor who asks. What a client writes into `traceparent` is not taken over: who asks is not of our
house, and would decide which traces we keep.
"""

from __future__ import annotations

from contextvars import ContextVar, Token
from typing import Final

from opentelemetry import context
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, set_span_in_context

from api.observed import Seen
from db.reading import Read

SERVICE: Final = "handover"

NANOSECONDS: Final = 10**9

_request: ContextVar[tuple[Span, Token[Context]]] = ContextVar("request")


class Tracing:
    """An observer that sends spans to a collector, by OTLP over HTTP. https://opentelemetry.io/docs/specs/otlp/

    Names of attributes: https://opentelemetry.io/docs/specs/semconv/
    """

    def __init__(self, collector: str) -> None:
        self._provider = TracerProvider(resource=Resource.create({SERVICE_NAME: SERVICE}))
        exporter = OTLPSpanExporter(f"{collector.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer(SERVICE)

    def begun(self) -> None:
        """Open the span of a request, in which the rest of its task lies."""
        span = self._tracer.start_span("request", context=Context(), kind=SpanKind.SERVER)
        _request.set((span, context.attach(set_span_in_context(span))))

    def read(self, read: Read) -> None:
        """Add the span of a statement to the request for which it was sent."""
        span = self._tracer.start_span(
            read.name,
            kind=SpanKind.CLIENT,
            start_time=read.began,
            attributes={"db.system.name": "postgresql", "db.query.summary": read.name},
        )
        if read.rows is None:
            span.set_status(StatusCode.ERROR)
        else:
            span.set_attribute("db.response.returned_rows", read.rows)
        span.end(read.began + round(read.seconds * NANOSECONDS))

    def ended(self, seen: Seen) -> None:
        """Close the span of the request."""
        span, token = _request.get()
        context.detach(token)
        span.update_name(f"{seen.method} {seen.route}" if seen.route else seen.method)
        span.set_attributes(_attributes(seen))
        if seen.status is not None and seen.status >= 500:
            span.set_status(StatusCode.ERROR)
        span.end()

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def _attributes(seen: Seen) -> dict[str, str | int | bool]:
    told: dict[str, str | int | bool | None] = {
        "http.request.method": seen.method,
        "http.route": seen.route,
        "http.response.status_code": seen.status,
        "http.response.body.size": seen.sent,
        "graphql.operation.name": seen.operation.name if seen.operation else None,
        "handover.document": seen.operation.sha256 if seen.operation else None,
        "handover.cost": seen.operation.cost if seen.operation else None,
        "handover.from_memory": seen.from_memory,
        "handover.revision": seen.revision,
        "handover.statements": seen.statements,
        "handover.rows": seen.rows,
    }
    return {name: value for name, value in told.items() if value is not None}
