"""
Signing, beside pyHanko as its guide shows it: a signer loaded for each file, its own reading and stamp.

``python -m benchmarks.signing`` prints a row for each paper. Keys are RSA of 2,048 bits, signatures B-B;
papers are read from files and signed ones written to files on both sides.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from thidua.dossier.certificates import write_certificates
from thidua.dossier.forms import shipped_form
from thidua.dossier.press.orders import Manner
from thidua.dossier.seal import Signer
from thidua.dossier.setting import layout
from thidua.signing import authority
from thidua.signing.batch import sign_files
from thidua.signing.keys import open_pkcs12
from thidua.signing.pades import Pen
from thidua.signing.places import Place

CERTIFICATES, DOSSIERS, PAGES, ROUNDS = 50, 5, 280, 5
_PHRASE = "bench"
_PLACE = Place("bottom-right")


def table() -> None:
    """Measure, and print rows of Markdown."""
    print("| paper | stamp | thidua | pyHanko | ratio |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        key = _key(folder)
        for title, papers in _papers(folder):
            for place in (_PLACE, None):
                ours, peer = _beside(key, papers, place)
                shown = "yes" if place else "no"
                row = f"| {title} | {shown} | {ours:.1f} ms | {peer:.1f} ms | {ours / peer:.2f} |"
                print(row, flush=True)


def _key(folder: Path) -> Path:
    at = datetime.now(UTC)
    root = authority.make_root(at)
    authority.write_pkcs12(folder / "key.p12", authority.make_signer(root, "Người ký", at), root, _PHRASE)
    return folder / "key.p12"


def _papers(folder: Path) -> list[tuple[str, list[Path]]]:
    from benchmarks.papers import winners  # slow import

    manner = Manner(layout(shipped_form()), Signer("bench", b"\x01" * 32), workers=1)
    certificates = write_certificates(winners(CERTIFICATES), folder / "certificates", manner=manner)
    found = [("certificate", certificates)]
    (folder / "dossiers").mkdir()
    for title, variant in (("dossier", None), ("dossier with tags, PDF/A-3a", "pdf/a-3a")):
        content, count = _dossier(variant)
        paths = [folder / "dossiers" / f"{variant is None}-{number}.pdf" for number in range(DOSSIERS)]
        for path in paths:
            path.write_bytes(content)
        size = f"{len(content) / 1e6:.1f} MB, {count:,} objects"
        found.append((f"{title}, {PAGES} pages, {size}", paths))
    return found


def _dossier(variant: str | None) -> tuple[bytes, int]:
    """Typeset pages of tables, their objects each by itself as bound dossiers have them."""
    from pikepdf import ObjectStreamMode, Pdf  # slow import
    from weasyprint import HTML  # slow import

    cells = "".join(f"<tr><td>{row}<td>Nguyễn Thị Phượng {row}<td>12,50<td>Đạt</tr>" for row in range(18))
    head = "<tr><th>STT<th>Tên<th>Điểm<th>Kết quả</tr>"
    pages = (
        f"<section style='break-before: page'><h2>Đơn vị {page}</h2><table>{head}{cells}</table></section>"
        for page in range(1, PAGES)
    )
    html = f"<html lang='vi'><title>Hồ sơ</title><h1>Hồ sơ</h1>{''.join(pages)}</html>"
    with Pdf.open(BytesIO(HTML(string=html).write_pdf(pdf_variant=variant))) as pdf:
        out = BytesIO()
        pdf.save(out, object_stream_mode=ObjectStreamMode.disable)
        return out.getvalue(), len(pdf.objects)


def _beside(key: Path, papers: Sequence[Path], place: Place | None) -> tuple[float, float]:
    """Give CPU milliseconds for each paper, medians of rounds that take turns."""
    rounds = [(_ours(key, papers, place), _hanko(key, papers, place)) for _round in range(ROUNDS)]
    return statistics.median(each[0] for each in rounds), statistics.median(each[1] for each in rounds)


def _timed(job: Callable[[Path], object], count: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        job(Path(folder))
        return (time.process_time() - began) / count * 1000


def _ours(key: Path, papers: Sequence[Path], place: Place | None) -> float:
    credential = open_pkcs12(key.read_bytes(), _PHRASE, key)
    pen = Pen(credential, datetime.now(UTC).replace(microsecond=0), place)
    pen.drawn()  # once for a batch however large
    return _timed(lambda folder: sign_files(pen, papers, folder), len(papers))


def _hanko(key: Path, papers: Sequence[Path], place: Place | None) -> float:
    def job(folder: Path) -> None:
        for paper in papers:
            _sign_naively(key, paper, folder / paper.name, place)

    return _timed(job, len(papers))


def _sign_naively(key: Path, paper: Path, target: Path, place: Place | None) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # slow import
    from pyhanko.sign import fields  # slow import
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner  # slow import
    from pyhanko.stamp import TextStampStyle  # slow import

    signer = SimpleSigner.load_pkcs12(str(key), passphrase=_PHRASE.encode())
    box = (400, 60, 590, 120) if place else None
    with paper.open("rb") as source, target.open("wb") as out:
        meta = PdfSignatureMetadata(field_name="Signature1", subfilter=fields.SigSeedSubFilter.PADES)
        style = TextStampStyle(stamp_text="%(signer)s\n%(ts)s") if place else None
        spec = fields.SigFieldSpec("Signature1", box=box)
        PdfSigner(meta, signer, stamp_style=style, new_field_spec=spec).sign_pdf(
            IncrementalPdfFileWriter(source), output=out
        )


if __name__ == "__main__":
    table()
