from tests.articles.api.conftest import through_the_front
from tests.articles.conftest import _ledger_is_read_anew, time

__all__ = ["_ledger_is_read_anew", "through_the_front", "time"]
