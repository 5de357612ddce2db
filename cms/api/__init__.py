"""What every endpoint shares: problems, strict parameters, the list envelope, and the OpenAPI document.

It knows HTTP and nothing of content: no models, no publishing.
"""
