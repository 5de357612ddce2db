"""What a read costs: this project beside Django's empty view and plain DRF, at two sizes. README.md is one folder up.

`content` plans the same articles for everyone, `filling` and `plain_drf.filling` store them, `serving` starts the
servers, `loading` sends them requests, `measuring` takes turns among them, and `tables` and `plotting` show what came
out. `scaling` and `profiling` look at this project alone, inside the process.
"""
