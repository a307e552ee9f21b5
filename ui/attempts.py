"""How often somebody may try to log in: counted in memory, forgotten after a while."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Iterator

WINDOW = 15 * 60.0  # seconds for which an attempt counts, and the longest wait
FREE = {"pair": 5, "address": 20, "user": 50}
"""Attempts in the window that cost no wait: of a user from one address, of an address, of a user.
The first is what a mistyped password needs. The second stops trying many users, the third trying
one from many addresses (NIST SP 800-63B wants at most 100); neither is so low that a stranger can
easily keep a user out, or a user an office behind one address."""
MOST = 10_000  # things counted at once: about 5 MB

Key = tuple[str, str, str]


class Attempts:
    """Counts attempts at logging in; after the free ones each costs twice the wait of the last."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._made: dict[Key, list[float]] = {}

    def wait(self, user: str, address: str) -> float:
        """Seconds until this user may try from this address; 0: now, and the attempt is counted.

        It is counted before the password is looked at, so that many at once are no way around it.
        """
        now, wait = self._clock(), 0.0
        for key in _keys(user, address):
            made = self._recent(key, now)
            over = len(made) - FREE[key[0]]
            if over >= 0:
                delay = min(WINDOW, 2.0 ** min(over, 30))
                wait = max(wait, made[-1] + delay - now)
        if wait <= 0:
            for key in _keys(user, address):
                self._count(key, now)
            return 0.0
        return wait

    def succeeded(self, user: str, address: str) -> None:
        """The last attempt was right: it is not counted, and the user has a fresh start there."""
        for key in _keys(user, address):
            if key[0] == "pair":
                self._made.pop(key, None)
            elif made := self._made.get(key):
                made.pop()

    def _recent(self, key: Key, now: float) -> list[float]:
        made = [at for at in self._made.get(key, []) if at > now - WINDOW]
        if made:
            self._made[key] = made
        else:
            self._made.pop(key, None)
        return made

    def _count(self, key: Key, now: float) -> None:
        if key not in self._made and len(self._made) >= MOST:
            del self._made[next(iter(self._made))]  # the oldest: a dict keeps the order of arrival
        self._made.setdefault(key, []).append(now)


def _keys(user: str, address: str) -> Iterator[Key]:
    network = _network(address)
    yield ("pair", user, network)
    yield ("address", "", network)
    yield ("user", user, "")


def _network(address: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 address: what one household is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(ipaddress.ip_network((parsed, 64), strict=False))
