"""Fixtures: `json_format` reads and writes the files, `entry_loading` says which rows are taken, and captures and
publishes what was loaded. The command is `loaddata`. No fixture lies here.
"""
