"""Answers that are given again: kept in memory, and described to caches elsewhere.

`front` stands before Django and answers out of the `response_cache`; `representations` are what one client gets of an
answer: encoding, entity tag, 304; `dependencies` are the tags by which caches find the answers that a change concerns.
Nothing here knows what an answer says.
"""
