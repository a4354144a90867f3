import re

from bookgenre.web.openapi import EXAMPLES
from bookgenre.web.problems import KINDS


def test_the_document_is_of_openapi_3_1_and_names_every_operation(client):
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {
        f"/api/v1/{path}"
        for path in (
            "predict",
            "stores",
            "compare",
            "cover",
            "cover/check",
            "genres",
            "genres/{id}",
            "health",
            "ready",
            "metrics",
            "jobs",
            "jobs/{id}",
            "jobs/{id}/result",
            "jobs/{id}/rejects",
        )
    }
    for item in document["paths"].values():
        for operation in item.values():
            assert operation["summary"]
            for response in operation["responses"].values():
                assert "X-Model-Version" in response["headers"]
                assert "application/json" not in response.get("content", {}) or {"200", "202"} & set(
                    operation["responses"]
                )


def test_the_examples_of_the_document_are_answered(client):
    paths = client.get("/api/v1/openapi.json").json["paths"]
    of_operation = {item["post"]["operationId"]: path for path, item in paths.items() if "post" in item}
    # An example cannot hold a file.
    assert set(of_operation) - {"create_job"} == set(EXAMPLES)
    for operation, examples in EXAMPLES.items():
        for example in examples.values():
            assert client.post(of_operation[operation], json=example["value"]).status_code == 200


def test_links_and_problem_types_lead_to_places_on_the_page(client):
    page = client.get("/api/v1/docs").get_data(as_text=True)
    places = re.findall(r'id="([^"]+)"', page)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places)
    assert {f"problem-{kind.slug}" for kind in KINDS} <= set(places)
    kind = client.get("/api/v1/nowhere").json["type"]
    assert kind.partition("#")[0] == "/api/v1/docs"
    assert kind.partition("#")[2] in places


def test_operations_are_shown_with_commands_to_try(client):
    page = client.get("/api/v1/docs").get_data(as_text=True)
    assert page.count("curl http://localhost/api/v1/predict") == 4
    assert "curl http://localhost/api/v1/genres/noir" in page
    assert "curl --form file=@books.csv http://localhost/api/v1/jobs" in page
    assert f"curl --request DELETE http://localhost/api/v1/jobs/{'0' * 32}" in page
