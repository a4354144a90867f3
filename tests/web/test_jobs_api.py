"""Catalogue jobs over HTTP, answered by the tiny model."""

import csv
import gzip
import io
import json
import time
import zipfile

import pytest

JOBS = "/api/v1/jobs"
RARE = "Quetzalfennimore"


def table(books, title="Spy"):
    """A CSV file of so many books."""
    spy = "A secret agent and spy is sent to Berlin to find the handler who lost the other agent."
    return ("isbn,title,description\n" + f"0001,{title},{spy}\n" * books).encode()


@pytest.fixture
def send():
    """A function that sends a file as a form."""

    def send(client, content, name="books.csv", query=""):
        return client.post(f"{JOBS}{query}", data={"file": (io.BytesIO(content), name)})

    return send


def ended(client, job_id, seconds=120):
    """The job when it has ended."""
    for _ in range(10 * seconds):
        job = client.get(f"{JOBS}/{job_id}").get_json()
        if job["state"] not in ("waiting", "running"):
            return job
        time.sleep(0.1)
    raise AssertionError(job)


def test_a_table_comes_back_with_columns_added(client, send, tiny_classifier):
    content = table(3) + b"0002,Nothing,\n"
    sent = send(client, content)
    assert sent.status_code == 202
    assert sent.headers["Location"] == f"{JOBS}/{sent.get_json()['id']}"
    assert sent.get_json()["books"] == 4
    assert any("description" in note for note in sent.get_json()["notes"])
    job = ended(client, sent.get_json()["id"])
    assert (job["state"], job["done"], job["answered"], job["rejected"]) == ("done", 4, 3, 1)
    assert job["file"] == "books.csv"
    assert job["model_version"] == tiny_classifier.model_version
    assert 3500 < job["expires_in"] <= 3600
    result = client.get(job["result"], buffered=True)
    assert result.mimetype == "text/csv"
    assert result.headers["Content-Disposition"] == "attachment; filename=books-genres.csv"
    rows = list(csv.DictReader(io.StringIO(result.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row["isbn"] for row in rows] == ["0001"] * 3 + ["0002"]
    assert {row["bookgenre_model_version"] for row in rows[:3]} == {tiny_classifier.model_version}
    rejects = client.get(job["rejects"], buffered=True)
    assert rejects.mimetype == "application/jsonl"
    (line,) = rejects.get_data(as_text=True).splitlines()
    assert json.loads(line) == {"record": 4, "identifier": "0002", "reason": "there is no description"}


def test_the_body_may_be_the_file_itself(client):
    line = b'{"title": "Spy", "description": "A secret agent and spy is sent to Berlin to find the handler."}\n'
    sent = client.post(f"{JOBS}?filename=books.jsonl&format=csv&top=2", data=line, content_type="application/jsonl")
    assert sent.status_code == 202
    job = ended(client, sent.get_json()["id"])
    assert (job["state"], job["format"], job["rejects"]) == ("done", "csv", None)
    assert (
        client.get(job["result"], buffered=True)
        .get_data(as_text=True)
        .removeprefix("\ufeff")
        .startswith("title,description,")
    )
    assert client.get(f"{JOBS}/{job['id']}/rejects").get_data() == b""


def test_no_cache_keeps_what_only_the_owner_may_see(client, send):
    job = ended(client, send(client, table(1) + b"0002,Nothing,\n").get_json()["id"])
    for address in (f"{JOBS}/{job['id']}", job["result"], job["rejects"]):
        assert client.get(address, buffered=True).headers["Cache-Control"] == "no-store"


def test_few_files_are_sent_at_a_time(client, send):
    job = ended(client, send(client, table(1) + b"0002,Nothing,\n").get_json()["id"])
    addresses = [job["result"], job["rejects"]] * 4

    def held_by_four():
        # Not read to their end, as by slow clients, each with as many as one may have.
        return [
            client.get(address, environ_overrides={"REMOTE_ADDR": f"192.0.2.{number // 2}"})
            for number, address in enumerate(addresses)
        ]

    held = held_by_four()
    assert {one.status_code for one in held} == {200}
    refused = client.get(job["result"])
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert client.get(f"{JOBS}/{job['id']}").status_code == 200
    held.pop().close()
    with client.get(job["result"]) as answer:
        assert answer.data.startswith(b"\xef\xbb\xbfisbn") or answer.data.startswith(b"isbn")
        assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert client.head(job["result"], buffered=True).status_code == 200
    assert client.get(job["rejects"], buffered=True).status_code == 200
    for one in held:
        one.close()
    # Places come back once each.
    held = held_by_four()
    assert [one.status_code for one in held] == [200] * 8
    assert client.get(job["result"]).status_code == 503
    for one in held:
        one.close()


def test_one_client_leaves_places_for_the_files_of_others(client, send):
    job = ended(client, send(client, table(1)).get_json()["id"])
    held = [client.get(job["result"]) for _ in range(3)]
    assert [one.status_code for one in held] == [200, 200, 503]
    with client.get(job["result"], environ_overrides={"REMOTE_ADDR": "192.0.2.1"}) as other:
        assert other.status_code == 200
    held[0].close()
    assert client.get(job["result"], buffered=True).status_code == 200
    held[1].close()


def test_a_file_that_vanished_is_not_a_job_that_is_not_there(app, send):
    client = app.test_client()
    job = ended(client, send(client, table(1) + b"0002,Nothing,\n").get_json()["id"])
    store = app.extensions["bookgenre.jobs"].store
    kept = store.find(job["id"])
    for path, address in ((store.result_of(kept), job["result"]), (store.rejects_of(kept), job["rejects"])):
        path.unlink()
        answer = client.get(address)
        assert answer.status_code == 404
        assert "send the file again" in answer.get_json()["detail"]


def test_ranges_that_cannot_be_sent_keep_no_place(client, send):
    job = ended(client, send(client, table(1)).get_json()["id"])
    refused = [client.get(job["result"], headers={"Range": "bytes=999999999-"}, buffered=True) for _ in range(9)]
    assert {one.status_code for one in refused} == {416}
    problem = refused[0].get_json()
    assert problem["type"].endswith("#problem-range")
    assert "Range" in problem["detail"]
    assert refused[0].headers["Content-Range"].startswith("bytes */")
    with client.get(job["result"], headers={"Range": "items=0-5"}) as answer:
        assert answer.status_code == 200
    assert client.get(job["result"], buffered=True).status_code == 200


def test_a_result_is_streamed(client, send):
    job = ended(client, send(client, table(1)).get_json()["id"])
    with client.get(job["result"]) as answer:
        assert answer.is_streamed
        assert answer.data


def test_a_result_is_not_far_larger_than_its_file(make_app, send):
    client = make_app(jobs_max_result_bytes=6_000).test_client()
    long = ended(client, send(client, table(20), query="?top=256&long=true").get_json()["id"])
    assert (long["state"], long["result"]) == ("failed", None)
    assert long["error"] == "books-genres.csv would have more than 0.006 MB; choose a smaller top"
    assert ended(client, send(client, table(1)).get_json()["id"])["state"] == "done"


def test_another_site_sends_and_deletes_nothing_by_the_browser_of_a_visitor(make_app, send):
    client = make_app(cors_origins=("https://friend.example",)).test_client()
    job = ended(client, send(client, table(1)).get_json()["id"])
    strange = {"Sec-Fetch-Site": "cross-site", "Origin": "https://other.example"}
    for address in (JOBS, "/catalogue", f"/catalogue/{job['id']}/delete"):
        answer = client.post(address, data={"file": (io.BytesIO(table(1)), "a.csv")}, headers=strange)
        assert answer.status_code == 403
    assert client.delete(f"{JOBS}/{job['id']}", headers=strange).status_code == 403
    assert client.get(f"{JOBS}/{job['id']}", headers=strange).status_code == 200
    known = strange | {"Origin": "https://friend.example"}
    assert client.delete(f"{JOBS}/{job['id']}", headers=known).status_code == 204


def test_onix_comes_back_as_onix(client, send):
    product = (
        b"<Product><RecordReference>r1</RecordReference><ProductIdentifier><ProductIDType>15</ProductIDType>"
        b"<IDValue>9780000000002</IDValue></ProductIdentifier><DescriptiveDetail></DescriptiveDetail>"
        b"<CollateralDetail><TextContent><TextType>03</TextType><Text>A secret agent and spy is sent to Berlin to "
        b"find the handler who lost the other agent.</Text></TextContent></CollateralDetail></Product>"
    )
    feed = b'<ONIXMessage release="3.0" xmlns="http://ns.editeur.org/onix/3.0/reference">' + product + b"</ONIXMessage>"
    sent = send(client, feed, "feed.xml")
    assert sent.status_code == 202, sent.get_json()
    job = ended(client, sent.get_json()["id"])
    assert (job["state"], job["format"]) == ("done", "onix"), job
    result = client.get(job["result"], buffered=True)
    assert result.mimetype == "application/xml"
    assert result.get_data().startswith(feed[: feed.index(b"</DescriptiveDetail>")])


def test_a_deleted_job_is_gone(client, send):
    job = ended(client, send(client, table(1)).get_json()["id"])
    assert client.delete(f"{JOBS}/{job['id']}").status_code == 204
    for address in (f"{JOBS}/{job['id']}", job["result"], f"{JOBS}/{job['id']}/rejects"):
        assert client.get(address).status_code == 404
    assert client.delete(f"{JOBS}/{job['id']}").status_code == 404


@pytest.mark.parametrize("address", ["", "/result", "/rejects"])
@pytest.mark.parametrize(("job_id", "status"), [("0" * 32, 404), ("x" * 32, 422), ("A" * 32, 422)])
def test_nobody_finds_a_job_that_is_not_there(client, job_id, status, address):
    assert client.get(f"{JOBS}/{job_id}{address}").status_code == status


def _zipped(size):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as part:
        for _ in range(size >> 20):
            part.write(bytes(1 << 20))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "status", "detail"),
    [
        (b"", "books.csv", 422, "The file is empty"),
        (b"a,b\n1,2\n", "books.csv", 422, "description"),
        (b"title,description\n", "books.csv", 422, ""),
        (bytes(2000), "books.bin", 422, ""),
        (gzip.compress(table(1)), "books.csv.gz", 422, "unpack it"),
        (
            b'{"title": "T", "description": ' + b"9" * 5000 + b"}\n",
            "b.jsonl",
            422,
            "a number has more than 4,300 digits",
        ),
        (_zipped(120 << 20), "books.xlsx", 422, "unpacks to more than 100 MB"),
        (b"PK\x03\x04 and no more", "books.xlsx", 422, "damaged"),
        (b"SQLite format 3\0" + bytes(4000), "metadata.db", 422, "does not take"),
        (b"PAR1" + bytes(100), "books.parquet", 422, "does not take"),
        (table(501), "books.csv", 422, "more than 500 books"),
    ],
)
def test_what_cannot_be_used_is_refused_at_once_and_not_kept(app, send, content, name, status, detail):
    answer = send(app.test_client(), content, name)
    assert answer.status_code == status
    assert detail in answer.get_json()["detail"]
    # Neither paths of the server nor options of the command.
    assert "bookgenre-jobs" not in answer.get_data(as_text=True)
    assert "--" not in answer.get_json()["detail"]
    assert not [path for path in app.extensions["bookgenre.jobs"].store._folder.iterdir() if path.is_dir()]


def test_a_file_is_not_too_large(make_app):
    client = make_app(jobs_max_bytes=2_000_000).test_client()
    for size in (2_000_001, 2_100_000):
        answer = client.post(JOBS, data=b"x" * size, content_type="application/octet-stream")
        assert answer.status_code == 413
        assert answer.get_json()["detail"] == "The file has more than 2,000,000 bytes; split it."


def test_a_feed_that_unfolds_is_not_read(client, send):
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    feed = f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><ONIXMessage><Product><a>&l9;</a></Product></ONIXMessage>'
    answer = send(client, feed.encode(), "feed.xml")
    if answer.status_code == 202:
        job = ended(client, answer.get_json()["id"])
        assert job["answered"] == 0
    else:
        assert answer.status_code == 422


def test_a_column_can_be_named(client, send):
    content = table(1).replace(b"description", b"Words")
    assert send(client, content).status_code == 422
    sent = send(client, content, query="?description=Words")
    assert ended(client, sent.get_json()["id"])["answered"] == 1


@pytest.mark.parametrize(
    ("options", "status"),
    [("?format=nothing", 422), ("?format=onix", 422), ("?top=0", 422), ("?colour=1", 422), ("?top=256&long=true", 202)],
)
def test_options_are_checked(client, send, options, status):
    assert send(client, table(1), query=options).status_code == status


def test_a_form_has_one_file(client):
    two = {"file": [(io.BytesIO(table(1)), "a.csv"), (io.BytesIO(table(1)), "b.csv")]}
    assert client.post(JOBS, data=two).status_code == 422
    assert client.post(JOBS, data={"other": (io.BytesIO(table(1)), "a.csv")}).status_code == 422
    assert client.post(JOBS, data={"file": (io.BytesIO(table(1)), "a.csv"), "format": "csv"}).status_code == 422
    many = {f"file{n}": (io.BytesIO(b"x"), "a.csv") for n in range(100)}
    assert client.post(JOBS, data=many).status_code == 413
    # What curl --data-binary sends unless it is told otherwise.
    assert client.post(JOBS, data=b"a,b", content_type="application/x-www-form-urlencoded").status_code == 415


def test_other_addresses_still_take_no_files_and_no_long_bodies(client):
    assert client.post("/answer", data={"file": (io.BytesIO(b"x"), "a.csv")}).status_code == 415
    long = {"description": "x" * 2_000_000}
    assert client.post("/api/v1/predict", json=long).status_code == 413


def test_jobs_are_bounded_in_all_and_per_client(make_app, send):
    app = make_app(jobs_kept=3, jobs_per_client=2)
    client = app.test_client()
    first = [send(client, table(1)) for _ in range(3)]
    assert [one.status_code for one in first] == [202, 202, 429]
    assert first[2].headers["Retry-After"]
    other = app.test_client()
    statuses = []
    for address in ("192.0.2.1", "192.0.2.2"):
        other.environ_base["REMOTE_ADDR"] = address
        statuses.append(send(other, table(1)).status_code)
    assert statuses == [202, 503]
    client.delete(f"{JOBS}/{first[0].get_json()['id']}")
    assert send(client, table(1)).status_code == 202


def test_books_have_a_rate_limit_of_their_own(make_app, send):
    client = make_app(jobs_rate_limit="5 per hour", rate_limit="100 per hour").test_client()
    sent = send(client, table(3))
    assert sent.status_code == 202
    limited = send(client, table(3))
    assert limited.status_code == 429
    seconds = limited.headers["Retry-After"]
    assert limited.get_json()["detail"] == (
        f"You have sent as many books as one client may (5 per hour); try again in {seconds} seconds."
    )
    too_many = send(client, table(6))
    assert too_many.status_code == 422
    assert "6 books" in too_many.get_json()["detail"]
    # Progress costs nothing.
    for _ in range(150):
        client.get(sent.headers["Location"])
    assert client.get("/").status_code == 200


def test_a_server_without_a_folder_says_that_it_takes_no_files(make_app, send, tmp_path):
    for settings in ({"jobs_kept": 0}, {"jobs_folder": str(tmp_path / "missing")}):
        client = make_app(**settings).test_client()
        answer = send(client, table(1))
        assert answer.status_code == 503
        assert "takes no files" in answer.get_json()["detail"]
        assert client.get(f"{JOBS}/{'0' * 32}").status_code == 404
        assert client.get("/").status_code == 200


def test_no_log_says_what_a_file_holds(client, send, caplog):
    caplog.set_level("DEBUG")
    content = table(1, RARE).replace(b"isbn", RARE.encode()) + f"1,{RARE},{RARE}\n".encode()
    job = ended(client, send(client, content, f"{RARE}.csv").get_json()["id"])
    assert job["state"] == "done"
    client.get(job["result"], buffered=True)
    send(client, RARE.encode(), f"{RARE}.bin")
    ours = [one for one in caplog.records if not one.name.startswith("bookgenre.catalogue")]
    assert RARE not in "".join(f"{vars(one)}" for one in ours)
    # No id either: who has it has the file.
    assert job["id"] not in "".join(f"{vars(one)}" for one in ours)
