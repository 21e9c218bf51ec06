"""Networks that let in, or let out, more than they need."""

from __future__ import annotations

from iaccheck.facets import Kind
from iaccheck.findings import Severity
from iaccheck.policy import control

from .traffic import POLICIES as TRAFFIC

FAMILY = "network-exposure"
LOW, MEDIUM, HIGH = Severity.LOW, Severity.MEDIUM, Severity.HIGH

# One row a kind of protective setting: what it says of a thing that lacks it, how bad that is, why, and how to mend it.
CONTROLS = (
    (Kind.PRIVATE_NETWORK, "no-private-network", MEDIUM, "is not in a private network",
     "It runs on the provider's shared network, where no firewall of yours stands before it.",
     "Place it in a private network, in subnets without a way in from the internet."),
    (Kind.PRIVATE_ENDPOINT, "no-private-endpoint", LOW, "has no private endpoint",
     "Traffic to it leaves the private network and its public name stays reachable.",
     "Reach it through a private endpoint and turn public access off."),
    (Kind.NO_PUBLIC_ADDRESS, "public-ip-address", MEDIUM, "gets a public IP address",
     "Everything it listens on is one firewall rule away from the internet.",
     "Leave public addresses to load balancers and gateways."),
    (Kind.FIREWALL_DEFAULT_DENY, "firewall-allows-by-default", HIGH, "allows by default what no rule denies",
     "Whatever nobody thought of is let in.", "Deny by default and allow what is needed."),
    (Kind.FIREWALL_ATTACHED, "no-firewall", MEDIUM, "has no firewall of its own",
     "Nothing filters what reaches it.", "Attach a security group, or the like, that admits what is needed."),
    (Kind.FIREWALL_OF_ITS_OWN, "default-firewall-used", MEDIUM, "uses the default firewall",
     "The default group is shared by everything that names none: a rule for one is a rule for all.",
     "Give it a group of its own and leave the default one empty."),
    (Kind.FIREWALL_EFFECTIVE, "ineffective-firewall", LOW, "has rules without effect, or is a retired kind of firewall",
     "What stands there does not do what a reader believes.", "Remove it, or mend what makes it ineffective."),
    (Kind.FIREWALL_INSPECTION, "no-traffic-inspection", LOW, "does not inspect traffic for known attacks",
     "Known bad addresses and patterns pass unhindered.", "Turn inspection on and let it deny."),
    (Kind.AUTHENTICATION, "no-authentication", MEDIUM, "accepts clients that do not say who they are",
     "Whoever reaches it over the network uses it: one compromised neighbour is enough.",
     "Ask clients for a password, a token or an identity."),
    (Kind.AUTHORIZED_NETWORKS, "unrestricted-client-networks", MEDIUM, "accepts clients from any address",
     "Anybody can try credentials on it.", "Name the address ranges that may connect."),
    (Kind.NARROW_CLIENT_RANGE, "wide-client-range", LOW, "accepts clients from a wide range of addresses",
     "The more addresses may connect, the more machines are worth taking over.",
     "Name the single hosts, or the subnets, that connect."),
    (Kind.NATIVE_POD_NETWORK, "no-native-pod-network", LOW, "hides containers behind the addresses of nodes",
     "Rules and flow logs of the virtual network see nodes only: they cannot tell one workload from another.",
     "Give each workload an address of the virtual network."),
    (Kind.TRUSTED_SERVICES, "trusted-services-blocked", LOW, "does not let the provider's trusted services pass",
     "Backup, monitoring and logging by the provider fail quietly.", "Let trusted services pass the firewall."),
    (Kind.NETWORK_POLICY, "no-network-policy", MEDIUM, "has no network policy",
     "Every workload can reach every other: one that is taken over reaches all.",
     "Turn network policies on and write one that denies by default."),
    (Kind.WEB_APPLICATION_FIREWALL, "no-web-application-firewall", LOW, "is not behind a web application firewall",
     "Common attacks on web applications reach it unfiltered.", "Attach a web application firewall."),
    (Kind.WEB_APPLICATION_FIREWALL_RULES, "weak-web-application-firewall", LOW,
     "has a web application firewall that does not block what it should",
     "It is there, but lets known attacks through.", "Set it to block, with managed rules for known bad input."),
    (Kind.DDOS_PROTECTION, "no-ddos-protection", LOW, "has no protection against floods",
     "A flood of traffic takes it offline, or runs up the bill.", "Turn the provider's DDoS protection on."),
    (Kind.HEADER_HARDENING, "weak-header-handling", LOW, "does not handle hostile HTTP headers",
     "Malformed or missing headers let requests be smuggled or pages be framed.",
     "Drop invalid headers and set the protective ones."),
    (Kind.GEO_RESTRICTION, "no-geo-restriction", LOW, "can be reached from every country",
     "Where all users are in few places, requests from elsewhere are mostly attacks.", "List the countries served."),
    (Kind.MANUAL_ACCEPTANCE, "automatic-acceptance", MEDIUM, "accepts connections to the network by itself",
     "Another account can attach itself to the network without anybody's consent.", "Accept connections by hand."),
    (Kind.NO_IP_FORWARDING, "ip-forwarding", MEDIUM, "forwards traffic that is not its own",
     "It can route around the firewall, or pose as another host.", "Turn IP forwarding off but on appliances."),
    (Kind.NO_DEFAULT_NETWORK, "default-network", LOW, "uses the provider's default network",
     "Default networks come with wide rules and public subnets.", "Create networks with the subnets and rules needed."),
    (Kind.NO_REMOTE_CONSOLE, "remote-console", MEDIUM, "offers a remote console",
     "A console around the firewall is a way in that no rule filters.",
     "Turn it off; use the provider's session service."),
    (Kind.NO_DEFAULT_PORT, "default-port", LOW, "listens on the well-known port",
     "Scanners try the well-known port first.", "Choose another port, where clients can follow."),
    (Kind.PRIVATE_ROUTING, "traffic-leaves-private-network", LOW, "sends traffic over the public network",
     "Data takes a way that no flow log and no firewall of yours sees.", "Route it through the private network."),
    (Kind.NARROW_ROUTE, "wide-route", MEDIUM, "routes more than it needs to",
     "The other side of the route is reachable from, and reaches, everything.", "Narrow the route's destination."),
    (Kind.DATA_EXFILTRATION_PROTECTION, "no-exfiltration-protection", MEDIUM, "lets data go to any destination",
     "Whoever takes it over sends the data anywhere.", "Restrict outbound connections to approved targets."),
    (Kind.PUBLIC_ADDRESS_DECLARED, "undeclared-public-address", LOW, "does not say whether it gets a public IP address",
     "Its subnet decides: a change there, or a move to the default network, puts it on the internet.",
     "Say that it gets no public address."),
    (Kind.EGRESS_DECLARED, "undeclared-egress", LOW, "does not say what may leave",
     "The provider's default lets everything out to everywhere.", "Write rules for the traffic that is needed."),
    (Kind.DEFAULT_FIREWALL_CLOSED, "default-firewall-open", LOW, "leaves its default firewall open",
     "What names no firewall of its own gets the default one, and reaches everything else that did.",
     "Take the default firewall over and leave it without rules."),
    (Kind.NETWORK_IN_USE, "unused-network", LOW, "is a network that nothing can be in",
     "What nobody uses nobody watches, and it will be used one day as it is.", "Complete or remove it."),
    (Kind.SAFE_INGRESS_ANNOTATIONS, "unsafe-ingress-annotation", HIGH, "has annotations that inject configuration",
     ("Ingress controllers put them into their configuration as they are: whoever writes the object runs code there "
      "and reads every secret of the controller (CVE-2021-25742, CVE-2025-1974)."),
     "Remove the annotation, and forbid snippets in the controller."),
)

POLICIES = (
    *TRAFFIC,
    *(control(kind, says, id=id_, family=FAMILY, severity=severity, title=f"A resource {says}", why=why, mend=mend,
              stride="denial-of-service" if kind is Kind.DDOS_PROTECTION else "information-disclosure")
      for kind, id_, severity, says, why, mend in CONTROLS),
)
