"""The pages of one entry besides its form: publish, schedule, expire, retract, preview, history, and the bin.

Each page shows what it will do, asks, and then calls one verb; `page_frame` is what they have in common.
"""
