import io
import re
import time

SPY = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."
TABLE = f"title,description\n<b>Spy</b>,{SPY}\nNothing,\n".encode()


def send(client, content=TABLE, name="books.csv", **fields):
    return client.post("/catalogue", data=fields | {"file": (io.BytesIO(content), name)})


def test_the_whole_way_without_a_script(client):
    assert b"spreadsheet" in client.get("/catalogue").data.lower()
    sent = send(client, format="tsv", colours="1")
    assert sent.status_code == 303
    address = sent.headers["Location"]
    for _ in range(600):
        page = client.get(address).get_data(as_text=True)
        if 'data-ended="true"' in page:
            break
        assert '<noscript><meta http-equiv="refresh"' in page
        time.sleep(0.1)
    assert "1 of 2 books have genres; 1 could not be classified" in re.sub(r"\s+", " ", page)
    assert "http-equiv" not in page
    assert "Download books-genres.tsv" in page
    result = client.get(re.search(r'href="(/api/v1/jobs/\w+/result)"', page)[1], buffered=True)
    assert result.mimetype == "text/tab-separated-values"
    assert "bookgenre_colours" in result.get_data(as_text=True) or "colour" in result.get_data(as_text=True)
    gone = client.post(f"{address}/delete")
    assert gone.status_code == 303
    assert "are deleted" in client.get(gone.headers["Location"]).get_data(as_text=True)
    missing = client.get(address)
    assert missing.status_code == 404
    assert "no such job" in missing.get_data(as_text=True)
    assert client.post(f"{address}/delete").status_code == 404


def test_what_is_wrong_stands_on_the_form(client):
    for content, name, words in (
        (b"", "books.csv", "Choose a file that is not empty"),
        (b"a,b\n1,2\n", "<i>.csv", "description"),
        (bytes(900), "books.bin", "books.bin is not in a format"),
    ):
        answer = send(client, content, name, description="x<y")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert words in page
        assert "<i>" not in page
        assert 'value="x&lt;y"' in page
    assert client.post("/catalogue", data={}).status_code == 422
    unnamed = send(client, b"a,b\n1,2\n").get_data(as_text=True)
    assert "name the column that holds it in the field “Column of the descriptions”." in unnamed
    long = send(client, description="x" * 300)
    assert long.status_code == 422
    assert "The name of the column has more than 200 characters" in long.get_data(as_text=True)
    assert "x" * 300 in long.get_data(as_text=True)
    assert " checked" not in unnamed
    ticked = send(client, b"a,b\n1,2\n", long="1").get_data(as_text=True)
    assert ticked.count(" checked") == 1
    assert 'id="long" name="long" type="checkbox" value="1" checked' in ticked
    unknown = send(client, format="x" * 300).get_data(as_text=True)
    assert "There is no such format of the result" in unknown
    assert "name of the column" not in unknown


def test_limits_are_said_on_the_form(make_app):
    client = make_app(jobs_per_client=1, jobs_max_bytes=1024).test_client()
    assert send(client).status_code == 303
    full = send(client)
    assert full.status_code == 429
    assert "delete one" in full.get_data(as_text=True)
    assert full.headers["Retry-After"] == "60"
    large = send(client, TABLE + b"x" * 70_000)
    assert large.status_code == 413
    limited = make_app(jobs_rate_limit="2 per hour").test_client()
    assert send(limited).status_code == 303
    refused = send(limited)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 3601
    assert f"again in {refused.headers['Retry-After']} seconds" in refused.get_data(as_text=True)


def test_where_no_files_are_taken_the_page_says_so(make_app):
    client = make_app(jobs_kept=0).test_client()
    page = client.get("/catalogue").get_data(as_text=True)
    assert "This server takes no files" in page
    assert "<form" not in page
    refused = send(client)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "3600")
