"""Studies and figures. They print, and assert nothing: what must hold is in the tests."""
