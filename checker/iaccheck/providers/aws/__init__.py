"""What Amazon Web Services calls things."""
