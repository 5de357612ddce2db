"""From a captured source to what readers get: one pure function a type, and what keeps a source from the public.

References stand in the results as entry ids; reading puts what is live in their place.
"""
