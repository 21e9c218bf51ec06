"""Which API groups are Kubernetes' own, and which kinds live outside of namespaces."""

from __future__ import annotations

# Kubernetes API Reference, "API Groups" (1.33), the groups that are gone, and those of the components' own
# configuration files ("Configuration APIs").
BUILT_IN_GROUPS = frozenset({
    "", "apps", "autoscaling", "batch", "extensions", "policy",
    "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "audit.k8s.io",
    "auditregistration.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "certificates.k8s.io",
    "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io", "flowcontrol.apiserver.k8s.io",
    "imagepolicy.k8s.io", "internal.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io",
    "rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io", "settings.k8s.io", "storage.k8s.io",
    "storagemigration.k8s.io",
    "apiserver.config.k8s.io", "apiserver.k8s.io", "client.authentication.k8s.io", "componentconfig",
    "controllermanager.config.k8s.io", "credentialprovider.kubelet.k8s.io", "kubeadm.k8s.io",
    "kubecontrollermanager.config.k8s.io", "kubelet.config.k8s.io", "kubeproxy.config.k8s.io",
    "kubescheduler.config.k8s.io", "pod-security.admission.config.k8s.io",
})

# `kubectl api-resources --namespaced=false` of a plain cluster, and what was there in earlier versions.
_CLUSTER_SCOPED = frozenset({
    "APIService", "AdmissionConfiguration", "CSIDriver", "CSINode", "CertificateSigningRequest", "ClusterRole",
    "ClusterRoleBinding", "ClusterTrustBundle", "ComponentStatus", "CustomResourceDefinition", "DeviceClass",
    "EncryptionConfiguration", "FlowSchema", "IPAddress", "IngressClass", "KubeletConfiguration",
    "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration", "Namespace", "Node",
    "PersistentVolume", "PodSecurityPolicy", "PriorityClass", "PriorityLevelConfiguration", "ResourceSlice",
    "RuntimeClass", "SelfSubjectAccessReview", "SelfSubjectReview", "SelfSubjectRulesReview", "ServiceCIDR",
    "StorageClass", "StorageVersion", "StorageVersionMigration", "SubjectAccessReview", "TokenReview",
    "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
    "VolumeAttachment", "VolumeAttributesClass",
    "cert-manager.io/ClusterIssuer", "cilium.io/CiliumClusterwideNetworkPolicy",
    "crd.projectcalico.org/GlobalNetworkPolicy", "external-secrets.io/ClusterSecretStore",
    "gateway.networking.k8s.io/GatewayClass", "kyverno.io/ClusterPolicy", "projectcalico.org/GlobalNetworkPolicy",
    "security.openshift.io/SecurityContextConstraints",
})


def resource_type(api_version: str, kind: str) -> str:
    """``Deployment`` for a kind of Kubernetes itself, ``serving.knative.dev/Service`` for any other."""
    group = api_version.rpartition("/")[0]
    return kind if group in BUILT_IN_GROUPS else f"{group}/{kind}"


def cluster_scoped(type_: str) -> bool:
    """Whether objects of the type live outside of namespaces; a custom one that is not listed lives in one."""
    # Configuration files of components (KubeletConfiguration, AuditPolicy's kind is Policy) have no namespace either,
    # but nothing looks them up by one.
    return type_ in _CLUSTER_SCOPED
