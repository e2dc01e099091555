"""What a PDF file says about itself: title, language, day, the standards it keeps, the data it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from xml.sax.saxutils import escape

from thidua.dossier.formats import clean
from thidua.version import VERSION

LANGUAGE = "vi-VN"
PRODUCER = f"thidua {VERSION}"
DATA_NAME = "thidua.json"

# PDF/A knows no property of PDF/UA, so it must be explained in the file (ISO 19005-3, 6.6.2.3.3).
_UA = (
    '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289 that is kept</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


@dataclass(frozen=True)
class About:
    """
    What a file says about itself.

    Attributes:
        title: Shown by readers instead of the file name; cleaned as what is printed.
        issued: Day of creation; the clock is never read.
        data: JSON that is attached, UTF-8.
        name: What the attachment is called.
        what: What readers say the attachment is.
    """

    title: str
    issued: date
    data: bytes
    name: str = DATA_NAME
    what: str = "Dữ liệu quyết định và điểm"

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", clean(self.title))

    @property
    def stamp(self) -> str:
        """Give the day as PDF writes moments (ISO 32000-1, 7.9.4): midnight in Vietnam."""
        return f"D:{self.issued:%Y%m%d}000000+07'00'"


def xmp(about: About, conformance: Literal["A", "U"]) -> bytes:
    """
    Write the metadata stream of a PDF/A-3 file.

    Args:
        about: What the file says.
        conformance: ``U`` for text that can be read, ``A`` for tagged files, which are PDF/UA-1 too.
    """
    day = f"{about.issued:%Y-%m-%d}T00:00:00+07:00"
    spaces = {
        "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "pdf": "http://ns.adobe.com/pdf/1.3/",
    }
    names = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in spaces.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about=""{names}>'
        f"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>{conformance}</pdfaid:conformance>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(about.title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreateDate>{day}</xmp:CreateDate><pdf:Producer>{PRODUCER}</pdf:Producer>"
        f"</rdf:Description>{_UA if conformance == 'A' else ''}</rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    ).encode()
