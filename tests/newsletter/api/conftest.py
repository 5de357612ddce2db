from tests.articles.api.conftest import each_way

__all__ = ["each_way"]
