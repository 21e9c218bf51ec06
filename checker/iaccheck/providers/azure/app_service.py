"""App Service: web apps, function apps, logic apps, and their slots, of the old resources and the new."""

from __future__ import annotations

from collections.abc import Iterator

from ...facets import Control, DataInTransit, Kind
from ...graph import Graph, Resource
from .. import Service, attr, blocks, flag, in_transit, one_of, read
from ._common import contains, public_network, renamed, tls_version

WEB = ("azurerm_linux_web_app", "azurerm_windows_web_app")
WEB_SLOTS = ("azurerm_linux_web_app_slot", "azurerm_windows_web_app_slot")
FUNCTION = ("azurerm_linux_function_app", "azurerm_windows_function_app", "azurerm_function_app_flex_consumption")
FUNCTION_SLOTS = ("azurerm_linux_function_app_slot", "azurerm_windows_function_app_slot")
OLD = ("azurerm_app_service", "azurerm_app_service_slot", "azurerm_function_app", "azurerm_function_app_slot")
LOGIC = ("azurerm_logic_app_standard",)
NEW = (*WEB, *WEB_SLOTS, *FUNCTION, *FUNCTION_SLOTS)
ALL = (*NEW, *OLD, *LOGIC)

SERVICE = Service(
    in_transit(*ALL, what="app", part="https-only", encrypted=flag("https_only")),
    in_transit(*ALL, what="app", part="tls-version", minimum_version=tls_version(
        renamed("site_config.minimum_tls_version", "site_config.min_tls_version", default="1.2"))),
    # The old resources leave FTP on by default, the new ones turn it off.
    in_transit(*OLD, *LOGIC, what="deployment to the app", part="ftps",
               encrypted=one_of(attr("site_config.ftps_state", default="AllAllowed"), ["FtpsOnly", "Disabled"])),
    in_transit(*NEW, what="deployment to the app", part="ftps",
               encrypted=one_of(attr("site_config.ftps_state", default="Disabled"), ["FtpsOnly", "Disabled"])),
    public_network(*NEW, what="app"),
)


@SERVICE.facet(*ALL)
def sign_in(app: Resource, graph: Graph) -> Iterator[DataInTransit]:  # noqa: ARG001
    """The built-in authentication, which takes part in each request and may accept those without TLS."""
    for settings in blocks(app, "auth_settings_v2"):
        yield DataInTransit(resource=app, what="sign-in of the app", part="sign-in",
                            encrypted=settings.read("require_https", True).map(
                                lambda value: str(value).lower() != "false").mended("set `require_https` to true"))


@SERVICE.facet(*ALL)
def origins(app: Resource, graph: Graph) -> Control:  # noqa: ARG001
    """Which websites may call the app from a browser."""
    everyone = contains(read(app, "site_config.cors.allowed_origins", []), "*")
    return Control(resource=app, what="app", kind=Kind.ORIGIN_RESTRICTED, part="cors",
                   on=everyone.map(lambda value: not value).mended("name the origins in `allowed_origins`"))
