"""An nginx as a distribution installs it: a shared cache before a server, on a folder and a port of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# One process, so that nothing is left when it ends. What a cache needs, and no setting about how long it keeps what.
CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/pid;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  proxy_cache_path {folder}/cache keys_zone=answers:1m;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass {upstream};
      proxy_http_version 1.1;
      proxy_cache answers;
      add_header Cache-Status-Here $upstream_cache_status always;
    }}
  }}
}}
"""


def program() -> str:
    """Its path; ordinary users seldom have it on theirs."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.fail("the shared cache is tested with nginx, which is not here: apt-get install nginx-light")
    return found


@contextmanager
def nginx(upstream: str) -> Iterator[str]:
    """The address of a cache before a server."""
    with tempfile.TemporaryDirectory(prefix="handover-tests-") as folder:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        configuration = Path(folder, "nginx.conf")
        configuration.write_text(CONFIGURATION.format(folder=folder, port=port, upstream=upstream))
        errors = f"{folder}/errors"
        with subprocess.Popen([program(), "-p", folder, "-e", errors, "-c", str(configuration)]) as process:
            try:
                while not listens(port):
                    assert process.poll() is None, Path(errors).read_text()
                    time.sleep(0.02)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def listens(port: int) -> bool:
    """Whether somebody answers at the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
