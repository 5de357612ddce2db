"""The tests, in folders that mirror the packages. Nothing outside imports them."""
