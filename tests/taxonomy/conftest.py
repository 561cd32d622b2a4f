"""Puts this folder on the path, so that tests of rules find `edited_toy`."""
