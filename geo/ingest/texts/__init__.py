"""Texts: which bytes are which characters, by what files say of themselves and by what the text looks like."""
