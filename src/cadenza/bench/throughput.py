"""Requests a second over HTTP with eight signed-in clients, on a server of its own on loopback."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Sequence

CLIENTS = 8
SECONDS = 8.0
START_SECONDS = 60.0


def throughput(paths: Sequence[str], role: str) -> dict[str, object]:
    """Serve this database for some seconds and ask for the paths in turn, as fast as eight clients can."""
    port = _free_port()
    server = subprocess.Popen(  # noqa: S603  our own command, fixed arguments
        [sys.executable, "-m", "cadenza.cli", "serve", "--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--no-jobs"],
        env=os.environ.copy(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        answered, wrong, times = _ask(port, paths, role)
    except TimeoutError:  # the figures of the pages, taken before, are worth keeping
        return {"error": "The server did not start. “cadenza serve” on this database says why."}
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
    times.sort()
    return {
        "clients": CLIENTS,
        "seconds": SECONDS,
        "requests_per_second": round(answered / SECONDS, 1),
        "errors": wrong,
        "median_ms": round(times[len(times) // 2] * 1000, 1) if times else None,
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1) if times else None,
    }


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            link.request("GET", "/healthz")
            if link.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server did not start")


def _signed_in(port: int, role: str) -> str:
    """The cookie header of a fresh session."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    link.request("GET", "/demo/")
    first = link.getresponse()
    page = first.read().decode()
    cookie = first.getheader("Set-Cookie", "").split(";")[0]
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    body = urllib.parse.urlencode({"role": role, "csrfmiddlewaretoken": token})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    link.request("POST", "/demo/sign-in/", body, headers)
    second = link.getresponse()
    second.read()
    cookies = [value.split(";")[0] for name, value in second.getheaders() if name.lower() == "set-cookie"]
    return "; ".join(cookies or [cookie])


def _ask(port: int, paths: Sequence[str], role: str) -> tuple[int, int, list[float]]:
    times: list[float] = []
    wrong: list[int] = []
    end = time.monotonic() + SECONDS

    def client() -> None:
        cookie = _signed_in(port, role)
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        number = 0
        while time.monotonic() < end:
            began = time.perf_counter()
            link.request("GET", paths[number % len(paths)], headers={"Cookie": cookie})
            answer = link.getresponse()
            answer.read()
            times.append(time.perf_counter() - began)
            if answer.status != 200:
                wrong.append(answer.status)
            number += 1

    workers = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return len(times), len(wrong), times
