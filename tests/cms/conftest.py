from tests.cms.publishing.conftest import databases

__all__ = ["databases"]
