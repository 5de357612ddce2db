"""Forgetting: a reader who asks for it (`erasing`), and whatever has been kept for long enough (`purging`)."""
