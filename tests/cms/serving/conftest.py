from tests.cms.publishing.conftest import _ledger_is_read_anew, databases, time

__all__ = ["_ledger_is_read_anew", "databases", "time"]
