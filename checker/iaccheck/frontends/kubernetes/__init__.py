"""Kubernetes manifests in YAML and JSON."""
