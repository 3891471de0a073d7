"""Encryption of private text, and the registry of text about people."""
