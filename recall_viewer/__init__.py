"""Recall Viewer: a desktop live monitor for Recall.ai meeting bots."""

__version__ = "0.1.0"
