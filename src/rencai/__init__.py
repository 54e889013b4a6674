"""Rencai (人才): the talent office of a city."""

__version__ = "0.1.0"
