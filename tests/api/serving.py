"""The real application on a real socket, for as long as a block lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from structlog.typing import FilteringBoundLogger

from api.app import create_app
from api.listen import address_of, listen
from api.metrics import Metrics
from api.server import Server
from api.settings import Settings


@contextmanager
def serving(
    database_url: str,
    log: FilteringBoundLogger | None = None,
    metrics: Metrics | None = None,
    **more: Any,
) -> Iterator[str]:
    """Serve a database in a thread on a free port; yields the address. `more` are settings.

    Nobody is limited unless they say so: all tests are one client.
    """
    chosen: dict[str, Any] = {"database_url": database_url, "port": 0, "pool_size": 4, "units_per_minute": 0}
    settings = Settings(**(chosen | more))
    told = Event()
    server = Server(create_app(settings, log, metrics), lambda _: told.set(), settings.proxies)
    with listen(settings) as listener:
        thread = Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            while not told.wait(0.05):
                assert thread.is_alive(), "the application did not start"
            yield address_of(listener)
        finally:
            server.should_exit = True
            thread.join()
