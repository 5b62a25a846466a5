"""Reads continuing-education certificates and checks them against credential rules."""

from importlib.metadata import version

__version__ = version("cert-ingest")
