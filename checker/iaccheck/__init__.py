"""iaccheck reads infrastructure as code and says what is dangerous in it, before it is applied."""

__version__ = "0.1.0"
