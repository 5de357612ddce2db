"""Forgetting: a reader who asks for it (`reader_erasure`), and whatever has been kept for long enough (`purging`)."""
