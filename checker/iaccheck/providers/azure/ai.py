"""AI Search, AI services (formerly Cognitive Services), Machine Learning."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Kind, PublicEndpoint
from ...facts import all_of, negate
from ...graph import Graph, Resource
from .. import Service, attr, control, equals, flag, present, when
from ..attributes import all_conditions
from ._common import denies_by_default, limited_to, public_network, switch

SEARCH, COGNITIVE = "azurerm_search_service", "azurerm_cognitive_account"
LEARNING = "azurerm_machine_learning_workspace"

SERVICE = Service(
    public_network(SEARCH, what="search service"),
    control(SEARCH, what="search service", kind=Kind.AUTHORIZED_NETWORKS, part="allowed-ips",
            on=when(present("allowed_ips"), limited_to(attr("allowed_ips")))),
    public_network(COGNITIVE, what="AI services account", closed_by=denies_by_default("network_acls")),
    # "Configure data loss prevention" in Azure's documentation: outbound calls to listed hosts only.
    control(COGNITIVE, what="OpenAI account", kind=Kind.DATA_EXFILTRATION_PROTECTION, part="openai",
            on=when(equals(attr("kind"), "OpenAI"), all_conditions(
                switch("outbound_network_access_restricted", "outbound_network_access_restrited"),
                present("fqdns")))),
    public_network(LEARNING, what="Machine Learning workspace"),
)


@SERVICE.facet(LEARNING)
def sensitive_storage(workspace: Resource, graph: Graph) -> Iterator[PublicEndpoint]:
    """The storage of a workspace that is said to hold data of high business impact."""
    sensitive = flag("high_business_impact")(workspace)
    account = graph.target(workspace, "storage_account_id", "azurerm_storage_account")
    if sensitive is None or sensitive.value is False or account is None:
        return
    closed = flag("public_network_access_enabled", default=True, wanted=False)(account)
    if closed is not None:
        yield PublicEndpoint(resource=workspace, what="storage for data of high business impact",
                             part="high-business-impact-storage",
                             reachable=all_of([sensitive, negate(closed)]).mended(
                                 "set `public_network_access_enabled` of the storage account to false"))
