"""Whatever is asked of any operation of the OpenAPI document, the answer is what the document says."""

from collections import Counter
from copy import deepcopy
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.management import call_command
from hypothesis import strategies as st
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test
from schemathesis.specs.openapi.checks import response_schema_conformance

from tests.articles.contract import openapi, operation_of, wrong_with
from tests.contents import made_once
from tests.fronted import make_front

from .seeded import values_for, values_of_the_seed, with_dictionaries
from .test_schema import views_of_the_api

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
API = "http://testserver"
# Schemathesis' own client asks for what it does not decode.
PLAIN = {"Accept-Encoding": "identity"}
EXAMPLES_AT_RANDOM, EXAMPLES_OF_THE_SEED = 50, 40
MOST_ASKED_AT_ONCE = 4


seed = made_once(lambda: call_command("loaddata", "seed", verbosity=0))


@pytest.fixture
def through_the_front() -> None:
    """Through the front alone: what Django answers by itself is compared elsewhere."""


def make_schema(document: dict[str, Any], **config: Any) -> Any:
    """The document as schemathesis reads it, answered by the front; the same examples in every run."""
    generation = {"deterministic": True, "no-shrink": True, "database": "none", "max-examples": EXAMPLES_AT_RANDOM}
    load_all_checks()
    made = schemathesis.openapi.from_dict(
        document, config=SchemathesisConfig.from_dict({"generation": generation, **config})
    )
    made.app, made.config.base_url = make_front(), API
    return made


def test_whatever_is_asked_is_answered_or_refused_as_documented(subtests: pytest.Subtests) -> None:
    """In all phases of schemathesis: examples, the bounds of every parameter and methods that are not there, and
    valid and invalid values at random, with those of the seed among them."""
    document = deepcopy(openapi())
    # Whether a slug exists is known to the content only, and whether two parameters go together to the view.
    checks = {"positive_data_acceptance": {"enabled": False}}
    made = make_schema(document, checks=checks, **with_dictionaries(document, values_of_the_seed()))
    statuses: Counter[int] = Counter()

    def ask(case: Any) -> None:
        response = case.call(headers=PLAIN)
        statuses[response.status_code] += 1
        # What `fields` leaves out is required otherwise.
        excluded = [response_schema_conformance] if "fields" in (case.query or {}) else []
        case.validate_response(response, excluded_checks=excluded)

    for found in made.get_all_operations():
        operation = found.ok()
        config = HypothesisTestConfig(
            project=made.config,
            modes=list(HypothesisTestMode),
            settings=made.config.get_hypothesis_settings(operation=operation, phase="fuzzing"),
        )
        with subtests.test(operation.label):
            # Not by its decorator: that makes all cases while tests are collected, of the quick ones too.
            create_test(operation=operation, test_func=ask, config=config)()
    assert set(statuses) >= {200, 400, 401, 404, 405}


def narrowed_to_the_seed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with parameters that take nothing but what the seed has."""
    document, values, views = deepcopy(document), values_of_the_seed(), views_of_the_api()
    for path, item in document["paths"].items():
        answers = views[path].answers
        for parameter in item["get"].get("parameters", []):
            known = values_for(parameter["name"], path, values)
            if parameter["name"] == "include":
                known = [*answers.includes, ",".join(answers.includes[:3])]
            if parameter["name"] == "fields":
                fields = list(answers.including.shape.paths())
                known = [*fields, ",".join(fields[::7])]
            if known:
                parameter["schema"] = {"type": "string", "enum": known}
    return document


def some_of(query: dict[str, Any], required: set[str]) -> st.SearchStrategy[dict[str, Any]]:
    """With twenty parameters at once nothing would ever be found."""
    names = st.lists(st.sampled_from(sorted(query)), max_size=MOST_ASKED_AT_ONCE, unique=True) if query else st.just([])
    return names.map(lambda kept: {name: query[name] for name in query if name in {*kept, *required}})


def test_what_the_seed_has_is_given_as_documented_however_it_is_asked_for() -> None:
    statuses: Counter[tuple[str, int]] = Counter()
    made = make_schema(narrowed_to_the_seed(openapi()))

    @made.hook("flatmap_query")
    def _some(context: Any, query: dict[str, Any]) -> Any:
        parameters = context.operation.definition.raw.get("parameters", [])
        return some_of(query or {}, {each["name"] for each in parameters if each.get("required")})

    for found in made.get_all_operations():
        operation = found.ok()

        @hypothesis.settings(
            derandomize=True,
            database=None,
            deadline=None,
            max_examples=EXAMPLES_OF_THE_SEED,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(operation.as_strategy())
        def ask(case: Any) -> None:
            response = case.call(headers=PLAIN)
            statuses[case.operation.label, response.status_code] += 1
            assert_as_documented(case, response)

        ask()
        answered = {status: number for (label, status), number in statuses.items() if label == operation.label}
        assert answered.get(200, 0) >= sum(answered.values()) / 3, (operation.label, answered)


def assert_as_documented(case: Any, response: Any) -> None:
    path, asked = case.formatted_path.removeprefix("/api/v1"), case.query or {}
    assert str(response.status_code) in operation_of(path)["responses"], (case.as_curl_command(), response.text)
    if response.status_code == 400:
        named = {error["parameter"] for error in response.json()["errors"]}
        # A role and itself: what is wrong stands in the path.
        assert named <= set(asked), (case.as_curl_command(), response.text)
        assert named or case.path_parameters, (case.as_curl_command(), response.text)
    if not path.endswith(".md"):
        wrong = wrong_with(response.json(), path, response.status_code, is_whole="fields" not in asked)
        assert not wrong, (case.as_curl_command(), wrong)
