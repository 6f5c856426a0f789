"""The version of Kordon, in the lowest room so that every floor can say it."""

__all__ = ["__version__"]

__version__ = "0.1.0"
