"""What Kubernetes calls things."""
