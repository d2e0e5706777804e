"""The address that is listened on, and the one to open in a browser."""

import pytest

from api.listen import ListenError, address_of, listen
from api.settings import Settings


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:"),
        ("localhost", "http://127.0.0.1:"),
        ("0.0.0.0", "http://127.0.0.1:"),
        ("::1", "http://[::1]:"),
        ("::", "http://[::1]:"),
    ],
)
def test_the_address_can_be_opened_on_this_machine(host: str, shown: str) -> None:
    with listen(Settings(host=host, port=0)) as listener:
        assert address_of(listener) == f"{shown}{listener.getsockname()[1]}"


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid", "2001:db8::1"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(ListenError, match=f"^{host} is not an address of this machine.$"):
        listen(Settings(host=host, port=0))
