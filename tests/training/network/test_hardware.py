import pytest

torch = pytest.importorskip("torch", reason="training needs the extra train")

from bookgenre.training.network.hardware import has_bf16, resolve_precision  # noqa: E402

CPU = torch.device("cpu")
X86 = "processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu sse2 avx512f {}\n\nprocessor\t: 1\n"
ARM = "processor\t: 0\nFeatures\t: fp asimd sve {}\nCPU architecture: 8\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (X86.format("avx512_bf16"), True),
        (X86.format("amx_tile amx_bf16"), True),
        (X86.format("avx512_vnni"), False),
        (X86.format("not_avx512_bf16_at_all"), False),
        (ARM.format("bf16 i8mm"), True),
        (ARM.format("i8mm"), False),
        ("model name: a processor with avx512_bf16 in its name", False),
        ("", False),
    ],
)
def test_a_processor_has_bf16_where_its_flags_say_so(tmp_path, text, expected):
    (tmp_path / "cpuinfo").write_text(text, encoding="utf-8")
    assert has_bf16(CPU, tmp_path / "cpuinfo") is expected


def test_a_system_that_lists_no_flags_counts_as_one_without(tmp_path):
    assert has_bf16(CPU, tmp_path / "nowhere") is False


def test_auto_follows_the_processor_and_the_others_are_taken_as_they_are():
    assert resolve_precision("auto", CPU) == ("bf16" if has_bf16(CPU) else "fp32")
    assert resolve_precision("bf16", CPU) == "bf16"
    assert resolve_precision("fp32", CPU) == "fp32"
