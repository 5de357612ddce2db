"""The newsletter's endpoints under /api/v1/newsletter/."""
