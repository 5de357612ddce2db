from tests.articles.api.conftest import through_the_front

__all__ = ["through_the_front"]
