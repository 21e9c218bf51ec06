"""Arithmetic of address blocks."""

from __future__ import annotations

import ipaddress
import re
from typing import TypeAlias

from ....graph import Value
from ..types import STRING
from ..values import EvaluationError, ListValue
from . import define
from ._arguments import few, whole

Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"
_LEADING_ZEROS = re.compile(r"(?<![0-9A-Fa-f:.])0+(?=\d)|(?<=\.)0+(?=\d)")


def _network(text: str, function: str = "") -> Network:
    address, slash, bits = text.partition("/")
    plain = _LEADING_ZEROS.sub("", address) if ":" not in address else address
    try:
        if not slash or not bits.isdecimal() or not bits.isascii() or "%" in address:
            raise ValueError(text)
        network = ipaddress.ip_network(f"{plain}/{int(bits)}", strict=False)
    except ValueError:
        raise EvaluationError(f"invalid CIDR expression: invalid CIDR address: {text}") from None
    if isinstance(network, ipaddress.IPv6Network) and (mapped := network.network_address.ipv4_mapped) is not None and (
            network.prefixlen >= 96 and function != "subnets"):
        return ipaddress.IPv4Network((int(mapped), network.prefixlen - 96))
    return network


def _shown(value: int, network: Network) -> str:
    return str((ipaddress.IPv4Address if network.version == 4 else ipaddress.IPv6Address)(value))


def _cidrhost(block: str, number: float) -> str:
    network, host = _network(block), whole(number)
    size = network.max_prefixlen - network.prefixlen
    if host < 0:
        if -host > 1 << size:
            raise EvaluationError(f"prefix of {network.prefixlen} does not accommodate a host numbered {host}")
        host += 1 << size
    elif host >= 1 << size:
        raise EvaluationError(f"prefix of {network.prefixlen} does not accommodate a host numbered {host}")
    return _shown(int(network.network_address) + host, network)


def _cidrnetmask(block: str) -> str:
    network = _network(block)
    if network.version != 4:
        raise EvaluationError("IPv6 addresses cannot have a netmask: " + block)
    return str(network.netmask)


def _cidrsubnet(block: str, bits: float, number: float) -> str:
    network, extra, at = _network(block), whole(bits), whole(number)
    prefix = network.prefixlen + extra
    if prefix < 0:
        raise EvaluationError("the prefix must have at least no bits", argument=1)
    if prefix > network.max_prefixlen:
        raise EvaluationError(f"insufficient address space to extend prefix of {network.prefixlen} by {extra}")
    if at < 0 or at >= 1 << max(extra, 0):
        raise EvaluationError(f"prefix extension of {extra} does not accommodate a subnet numbered {at}")
    base = int(network.network_address) + (at << (network.max_prefixlen - prefix))
    return f"{_shown(base, network)}/{prefix}"


def _cidrsubnets(block: str, *bits: float) -> Value:
    network = _network(block, "subnets")
    few(len(bits))
    at, found = int(network.network_address), []
    end = at + network.num_addresses
    for position, given in enumerate(bits, 1):
        extra = whole(given)
        prefix = network.prefixlen + extra
        if extra < 1:
            raise EvaluationError("must extend prefix by at least one bit", argument=position)
        if extra > 32:
            raise EvaluationError("may not extend prefix by more than 32 bits", argument=position)
        if prefix > network.max_prefixlen:
            raise EvaluationError(f"would extend prefix to {prefix} bits, which is too long for an "
                                  f"IPv{network.version} address", argument=position)
        size = 1 << (network.max_prefixlen - prefix)
        at = -(-at // size) * size
        if at + size > end:
            raise EvaluationError(f"not enough remaining address space for a subnet with a prefix of {prefix} bits",
                                  argument=position)
        found.append(f"{_shown(at, network)}/{prefix}")
        at += size
    return ListValue(found, STRING)


FUNCTIONS = {
    "cidrhost": define("prefix: string, hostnum: number -> string", _cidrhost),
    "cidrnetmask": define("prefix: string -> string", _cidrnetmask),
    "cidrsubnet": define("prefix: string, newbits: number, netnum: number -> string", _cidrsubnet),
    "cidrsubnets": define("prefix: string, *newbits: number -> list(string)", _cidrsubnets),
}
