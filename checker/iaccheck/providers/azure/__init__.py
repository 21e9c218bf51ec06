"""What Microsoft Azure calls things."""
