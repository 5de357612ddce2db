"""What is not Markdown goes through a door too."""

from cms.markup import plain, web_address
from tests.tables import table


def test_control_characters_and_marks_are_taken_out_everywhere() -> None:
    value = {"title": "a\x00b\x02id\x03c\x04\x05", "rows": [{"text": "\u0085x\r\ny\tz"}], "n": 3, "none": None}
    assert plain(value) == {"title": "abidc", "rows": [{"text": "x\ny\tz"}], "n": 3, "none": None}


def test_a_lone_surrogate_cannot_reach_an_encoder() -> None:
    plain("\ud800").encode()


@table("url", ["https://www.example.org/a?b=c#d", "http://127.0.0.1:8000/", "https://bücher.example/"])
def test_web_addresses_pass(url: str) -> None:
    assert web_address(url) == url


@table(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "/relative",
        "https:",
        "https://a b.example",
        "http://[broken",
        "",
    ],
)
def test_everything_else_does_not(url: str) -> None:
    assert web_address(url) == ""
