import logging

import pytest

from bookgenre.errors import BookgenreError, InputError
from bookgenre.web.settings import PREFIX, Settings, read_settings, unknown_names


def test_every_setting_has_a_default_and_a_description():
    for name, field in Settings.model_fields.items():
        assert not field.is_required(), name
        assert field.description, name


def test_the_environment_is_read_and_options_go_before_it(monkeypatch):
    monkeypatch.setenv(f"{PREFIX}PORT", "81")
    monkeypatch.setenv(f"{PREFIX}HOST", "192.0.2.1")
    settings = read_settings(port=82, host=None)
    assert (settings.port, settings.host) == (82, "192.0.2.1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "70000"),
        ("WORKERS", "0"),
        ("RATE_LIMIT", "much"),
        ("LOG_LEVEL", "loud"),
        ("HTTPS", "perhaps"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(monkeypatch, name, value):
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(InputError, match=f"{PREFIX}{name} is '{value}'"):
        read_settings()


def test_origins_are_split_at_commas(monkeypatch):
    monkeypatch.setenv(f"{PREFIX}CORS_ORIGINS", "https://a.example, https://b.example,")
    assert read_settings().cors_origins == ("https://a.example", "https://b.example")


def test_threads_are_enough_for_those_that_wait():
    assert Settings(workers=3, max_waiting=5).handled_at_once > 8
    assert Settings(workers=3, max_waiting=5, threads=9).handled_at_once == 9
    with pytest.raises(InputError, match="threads must be 0, or more than"):
        read_settings(workers=3, max_waiting=5, threads=8)


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.setenv(PREFIX + name.upper(), "")
    assert read_settings() == Settings()


@pytest.mark.parametrize("value", ["none", "None", " none "])
def test_no_rate_limit_is_asked_for_by_name(monkeypatch, value):
    monkeypatch.setenv(f"{PREFIX}RATE_LIMIT", value)
    assert read_settings().rate_limit == ""


@pytest.mark.parametrize(
    ("name", "meant"),
    [("RATE_LIMITS", "RATE_LIMIT"), ("TRUSTED_PROXY", "TRUSTED_PROXIES"), ("MAX_BODY_BYTE", "MAX_BODY_BYTES")],
)
def test_a_misspelt_name_is_named_with_the_right_one(monkeypatch, name, meant):
    monkeypatch.setenv(PREFIX + name, "1")
    with pytest.raises(InputError, match=f"no setting {PREFIX}{name}; did you mean {PREFIX}{meant}"):
        read_settings()


def test_other_names_are_reported_and_do_no_harm(monkeypatch, capsys):
    from bookgenre.web.tracing import configure_logging

    # Kubernetes sets it beside a service of this name.
    monkeypatch.setenv(f"{PREFIX}SERVICE_HOST", "10.0.0.1")
    # Of the collector.
    monkeypatch.setenv(f"{PREFIX}CONTACT", "me@books.example")
    assert list(unknown_names()) == [f"{PREFIX}SERVICE_HOST"]
    settings = read_settings(log_format="text")
    # As a command leaves it that ran in this process.
    monkeypatch.setattr(logging.getLogger("bookgenre"), "propagate", False)
    configure_logging(settings)
    assert capsys.readouterr().err.count(f"{PREFIX}SERVICE_HOST") == 1


def test_the_operators_table_of_bisac_codes_is_read_at_the_start(make_app, tmp_path, spy):
    table = tmp_path / "codes.csv"
    table.write_text("genre,code,heading\nespionage,FIC031050,FICTION / Thrillers / Espionage\n", encoding="utf-8")
    client = make_app(mapping=str(table)).test_client()
    table.unlink()
    found = client.post("/api/v1/stores", json={"description": spy, "stores": ["draft2digital"]}).json
    assert "FICTION / Thrillers / Espionage" in str(found["stores"][0]["suggestions"])
    assert "FICTION / Thrillers / Espionage" in client.post("/answer", data={"description": spy}).get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "there is no mapping"), ("a,b\n1,2\n", "needs a column code"), ("code,genre\n", "gives no genre")],
)
def test_a_table_that_cannot_be_used_ends_the_start_in_one_line(make_app, tmp_path, content, message):
    table = tmp_path / "codes.csv"
    if content is not None:
        table.write_text(content, encoding="utf-8")
    with pytest.raises(BookgenreError, match=message):
        make_app(mapping=str(table))
