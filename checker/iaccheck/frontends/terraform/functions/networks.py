"""Arithmetic of address blocks."""

from __future__ import annotations

import ipaddress
from typing import TypeAlias

from ....graph import Value
from ..values import EvaluationError
from . import Function
from ._arguments import few, string, whole

Network: TypeAlias = "ipaddress.IPv4Network | ipaddress.IPv6Network"


def _network(value: Value) -> Network:
    text = string(value)
    try:
        if "/" not in text:
            raise ValueError(text)
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise EvaluationError(f'invalid CIDR expression: invalid CIDR address: {text}') from None


def _subnet(block: Network, bits: int, number: int) -> Network:
    prefix = block.prefixlen + bits
    if bits < 0 or prefix > block.max_prefixlen:
        raise EvaluationError(f"insufficient address space to extend prefix of {block.prefixlen} by {bits}")
    if number < 0:
        number += 2**bits
    if not 0 <= number < 2**bits:
        raise EvaluationError(f"prefix extension of {bits} does not accommodate a subnet numbered {number}")
    base = int(block.network_address) + (number << (block.max_prefixlen - prefix))
    return ipaddress.ip_network((base, prefix))


def _cidrhost(block: Value, number: Value) -> str:
    network, host = _network(block), whole(number)
    if host < 0:
        host += network.num_addresses
    if not 0 <= host < network.num_addresses:
        raise EvaluationError(f"prefix of {network.prefixlen} does not accommodate a host numbered {host}")
    return str(network[host])


def _cidrnetmask(block: Value) -> str:
    network = _network(block)
    if network.version != 4:
        raise EvaluationError("IPv6 addresses cannot have a netmask")
    return str(network.netmask)


def _cidrsubnet(block: Value, bits: Value, number: Value) -> str:
    return str(_subnet(_network(block), whole(bits), whole(number)))


def _cidrsubnets(block: Value, *bits: Value) -> list[str]:
    network = _network(block)
    few(len(bits))
    at, found = int(network.network_address), []
    end = at + network.num_addresses
    for extra in bits:
        prefix = network.prefixlen + whole(extra)
        if whole(extra) < 1 or prefix > network.max_prefixlen:
            raise EvaluationError("must extend prefix by at least one bit, within the address space")
        size = 1 << (network.max_prefixlen - prefix)
        at = -(-at // size) * size
        if at + size > end:
            raise EvaluationError("not enough remaining address space")
        found.append(str(ipaddress.ip_network((at, prefix))))
        at += size
    return found


FUNCTIONS = {
    "cidrhost": Function(_cidrhost, 2, 2, "string"),
    "cidrnetmask": Function(_cidrnetmask, 1, 1, "string"),
    "cidrsubnet": Function(_cidrsubnet, 3, 3, "string"),
    "cidrsubnets": Function(_cidrsubnets, 1, None, "list(string)"),
}
