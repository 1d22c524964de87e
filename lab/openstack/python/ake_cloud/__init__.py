"""Runs the lab's OpenStack: the released services, one process each."""
