"""The last step of every tagged PDF: metadata, language, attached data, then its bytes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from thidua.dossier.about import LANGUAGE, PRODUCER, About, xmp
from thidua.dossier.assets import colour_profile

if TYPE_CHECKING:
    from pikepdf import Dictionary, Pdf


def closed(pdf: Pdf, about: About) -> bytes:
    """
    Finish a tagged file as PDF/A-3a and PDF/UA-1.

    Args:
        pdf: Pages that ``printing.typeset(…, tagged=True)`` made; it is changed.
        about: What it says about itself.

    Returns:
        The file, with an identifier made from its content; the same bytes for the same input.

    Source: ISO 19005-3:2012, 6.6.2 (metadata), 6.8 (attached files); ISO 14289-1:2014, 5, 7.1, 7.2.
    """
    from pikepdf import Array, Dictionary, Name, String  # slow import

    metadata = pdf.make_stream(xmp(about, "A"))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata
    pdf.Root.Lang = String(LANGUAGE)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.OutputIntents = Array([_colours(pdf)])
    _attach(pdf, about)
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(Title=String(about.title), Producer=PRODUCER, CreationDate=about.stamp)
    )
    out = BytesIO()
    # Else pikepdf writes the metadata anew, in its own way.
    pdf.save(out, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()


def _colours(pdf: Pdf) -> Dictionary:
    from pikepdf import Dictionary, Name, String  # slow import

    profile = pdf.make_stream(colour_profile(), N=3)
    name = String("sRGB")
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=name,
        Info=name,
        DestOutputProfile=profile,
    )


def _attach(pdf: Pdf, about: About) -> None:
    from pikepdf import Array, AttachedFileSpec, Name  # slow import

    file = AttachedFileSpec(
        pdf,
        about.data,
        filename=about.name,
        description=about.what,
        mime_type="application/json",
        creation_date=about.stamp,
        mod_date=about.stamp,
        relationship=Name.Data,
    )
    pdf.attachments[about.name] = file
    pdf.Root.AF = Array([file.obj])
