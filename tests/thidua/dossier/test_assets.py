import pytest
from weasyprint.urls import FatalURLFetchingError

from thidua.dossier.assets import BASE_URL, locked_fetcher, shipped_file
from thidua.dossier.ornament import frame_svg


def test_a_shipped_face_is_served_by_name():
    answer = locked_fetcher()(BASE_URL + "fonts/LiberationSerif-Bold.ttf")
    assert answer.read() == shipped_file("fonts/LiberationSerif-Bold.ttf").read_bytes()


def test_an_inline_address_is_served():
    assert locked_fetcher()("data:text/plain,abc").read() == b"abc"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "http://127.0.0.1:9/x",
        BASE_URL + "../pyproject.toml",
        BASE_URL + "%2e%2e/pyproject.toml",
        BASE_URL + "fonts/../../README.md",
        BASE_URL + "dossier/cover.html.j2",
        "ftp://templates.invalid/fonts/fonts.css",
    ],
)
def test_anything_else_stops_the_paper(url):
    with pytest.raises(FatalURLFetchingError, match="blocked"):
        locked_fetcher()(url)


def test_an_unknown_file_is_named():
    with pytest.raises(FileNotFoundError, match="khong-co"):
        shipped_file("khong-co.css")


def test_the_frame_is_small_flat_and_always_the_same():
    drawing = frame_svg()
    assert len(drawing.encode()) <= 60_000
    assert "Gradient" not in drawing
    assert "<script" not in drawing
    frame_svg.cache_clear()
    assert frame_svg() == drawing
