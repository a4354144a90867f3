import json

import pytest


def test_two_versions_are_compared(run, model, spy):
    result = run(
        "compare", f"{spy} It is an old house.", "They love and kiss at a wedding. It is an old house.", *model
    )
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "Shortlist before: Espionage (fiction for adults)"
    assert lines[1] == "Shortlist now:    Romance (fiction for adults)"
    rose, fell = lines.index("Rose"), lines.index("Fell")
    assert rose < fell
    assert any(line.split()[0] == "Romance" and line.endswith("entered the shortlist") for line in lines[rose:fell])
    assert any(line.split()[0] == "Espionage" and line.endswith("left the shortlist") for line in lines[fell:])
    assert any(line.startswith(f"  taken out: {spy[:30]}") for line in lines)
    assert "  added: They love and kiss at a wedding." in lines
    assert not any("house" in line for line in lines)


def test_json_is_the_comparison(run, model, tiny_classifier, spy, cooking):
    result = run("compare", spy, cooking, "--json", *model)
    assert json.loads(result.stdout) == tiny_classifier.compare(spy, cooking).to_dict()
    assert result.stdout.count("\n") == 1


def test_versions_come_from_files_and_the_standard_input(run, model, spy, cooking, tmp_path):
    path = tmp_path / "second.txt"
    path.write_text(cooking, encoding="utf-8")
    expected = run("compare", spy, cooking, *model).stdout
    assert run("compare", spy, "--file", path, *model).stdout == expected
    assert run("compare", "--file", "-", "--file", path, *model, stdin=spy).stdout == expected


def test_a_title_is_of_both_versions_and_two_of_one_each(run, model, spy):
    same = json.loads(run("compare", spy, spy, "--title", "Spy", "--json", *model).stdout)
    assert same["removed"] == same["added"] == same["rose"] == same["fell"] == []
    two = json.loads(run("compare", spy, spy, "--title", "Spy", "--title", "Love", "--json", *model).stdout)
    assert [part["text"] for part in (*two["removed"], *two["added"])] == ["Spy", "Love"]
    assert "No genre rose or fell" in run("compare", spy, spy, *model).stdout


def test_arrows_fit_the_output(process, model, spy, cooking):
    done = process("compare", spy, cooking, *model, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "->" in done.stdout.decode("ascii")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "a comparison takes two versions, and not 0; give both: bookgenre compare"),
        (("A secret agent is sent to Berlin.",), "two versions, and not 1"),
        (("A secret agent is sent to Berlin.",) * 3, "two versions, and not 3"),
        (("A secret agent is sent to Berlin.", "A spy."), "the second version: the description has only 6 characters"),
        (("A secret agent is sent to Berlin.",) * 2 + ("--title", "A") * 3, "3 titles were given; give one for both"),
    ],
)
def test_what_cannot_be_compared_ends_in_one_line(run, model, arguments, words):
    result = run("compare", *arguments, *model)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
