"""The addresses under which phones reach this machine, found without a request to anybody."""

from __future__ import annotations

import ipaddress
import socket
import struct
import sys
from contextlib import closing, suppress

if sys.platform == "linux":
    import fcntl

_ADDRESS_PROBES = (
    "192.0.2.1",  # reserved for documentation: goes by the default route
    "10.42.0.254",  # hotspots of NetworkManager, Windows, Android, iPhones and hostapd's examples
    "192.168.137.254",
    "192.168.43.254",
    "172.20.10.14",
    "192.168.4.254",
    "192.168.50.254",
    "10.255.255.254",
    "172.31.255.254",
    "192.168.255.254",
)
_ADDRESS_VIRTUAL = ("docker", "br-", "virbr", "veth", "lxc", "tun", "tap", "wg", "vmnet", "vboxnet")
_SIOCGIFADDR = 0x8915


def addresses(host: str) -> list[str]:
    """The addresses to open for a server that listens at `host`, the likeliest first; all of this machine for 0.0.0.0.

    A machine that spreads Wi-Fi and has a cable, too, has two: that of the Wi-Fi comes first.
    """
    if host not in ("", "0.0.0.0", "::"):  # noqa: S104  # compared, not bound
        return [f"[{host}]" if ":" in host else host]
    names = _addresses_by_name()
    virtual = {address for name, address in names if name.startswith(_ADDRESS_VIRTUAL)}
    wireless = [address for name, address in names if name.startswith(("wl", "ap", "uap"))]
    found = [*wireless, *_addresses_by_route(), *(address for _, address in names)]
    fit = [one for one in dict.fromkeys(found) if one not in virtual and not ipaddress.ip_address(one).is_loopback]
    return fit or ["127.0.0.1"]


def is_local(host: str) -> bool:
    """Whether only this machine itself reaches an address that `addresses` gave."""
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    return False


def _addresses_by_name() -> list[tuple[str, str]]:
    """Interfaces with their IPv4 addresses where the system tells them (Linux); elsewhere nothing."""
    if sys.platform != "linux":
        return []
    found = []
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe, suppress(OSError):
        for _, name in socket.if_nameindex():
            with suppress(OSError):  # an interface without an address
                answer = fcntl.ioctl(probe, _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
                found.append((name, socket.inet_ntoa(answer[20:24])))
    return found


def _addresses_by_route() -> list[str]:
    """The address that this machine has towards networks of hotspots. Connecting a datagram socket sends nothing."""
    found = []
    for address in _ADDRESS_PROBES:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe, suppress(OSError):
            probe.connect((address, 9))
            found.append(str(probe.getsockname()[0]))
    return found
