"""Findings laid out for people and programs: the only place where a figure is rounded or a sentence translated."""
