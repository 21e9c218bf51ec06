"""What Google Cloud calls things."""
