"""Our certificates beside one naive WeasyPrint call each, from the same template and frame."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from scoring import Candidate, Card, Line, Source, Standing, Standings, State, load_scheme
from thidua.dossier import certificates
from thidua.dossier.assets import BASE_URL, locked_fetcher, shipped_file
from thidua.dossier.environment import fill, trusted
from thidua.dossier.fitting import fit
from thidua.dossier.ornament import frame_svg
from thidua.library import shipped
from thidua.review import ReviewResult, RunRecord, Scored
from thidua.rules import read_review, shelf

COUNT = 30
Beside = Callable[..., tuple[float, float]]


def compare_certificates(beside: Beside) -> tuple[float, float]:
    """Give the seconds for COUNT certificates, ours and naive."""
    result = winners(COUNT)
    with tempfile.TemporaryDirectory() as folder:
        return beside(
            lambda: certificates.write_certificates(result, Path(folder) / "ours"),
            lambda: naive(result, Path(folder)),
            rounds=3,
        )


def naive(result: ReviewResult, folder: Path) -> None:
    """Print each certificate, frame and all, by a WeasyPrint call of its own."""
    from weasyprint import CSS, HTML  # slow import

    style = [
        shipped_file(name).read_text(encoding="utf-8") for name in ("fonts/fonts.css", certificates._STYLE)
    ]
    for wording in certificates._wordings(result):
        authority = fit(result.review.office.authority, certificates._AUTHORITY)
        html = fill(
            "certificate/text.html.j2",
            review=result.review,
            wordings=[wording],
            roles=[],
            authority=authority,
        )
        html = html.replace('<section class="sheet">', f'<section class="sheet">{trusted(frame_svg())}')
        sheets = [
            CSS(string=text, base_url=BASE_URL + "fonts/", url_fetcher=locked_fetcher()) for text in style
        ]
        page = HTML(string=html, base_url=BASE_URL, url_fetcher=locked_fetcher())
        page.write_pdf(folder / wording.award.file_name, stylesheets=sheets)


def winners(count: int) -> ReviewResult:
    """Give a result in which so many made-up units are selected."""
    review = read_review(shipped("examples") / "kien-giang-2023" / "review.yaml")
    path = shipped("criteria") / "vi-du-kg-huyen" / "2023-12-01.yaml"
    scheme = load_scheme(Source(path.name, path.read_text(encoding="utf-8")), shelf().find)
    rows = tuple(winner(scheme.key, number) for number in range(count))
    run = RunRecord(
        1, scheme.key, "0" * 64, "0" * 64, "0" * 64, review.as_of, "bench", "2023-12-31T00:00:00Z"
    )
    return ReviewResult(
        review, (Scored(scheme, Standings(scheme.key, "2023-12-31", rows), run),), (), 1, "0" * 64
    )


def winner(scheme: str, number: int) -> Standing:
    """Give one made-up unit that is selected."""
    candidate = Candidate(f"don-vi-{number}", f"Đơn vị giả định số {number}", "collective", "huyen", "cum")
    card = Card(candidate, scheme, State.VALUE, Line(scheme, "", State.VALUE))
    return Standing(card, 1, {"bang_khen": "selected"}, {"bang_khen": "within_places"})
