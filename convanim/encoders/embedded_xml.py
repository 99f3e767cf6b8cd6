"""The clip's description in XML: the XMP packet of a WebP file, and the metadata of an SVG picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, unescape

NAMESPACE = "urn:convanim:clip"

_ELEMENT = re.compile(r"<convanim:clip\b[^<>]*>([^<>]*)</convanim:clip>")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """A text as it stands between tags; what XML cannot hold is left out."""
    return escape(_FORBIDDEN.sub("", text), {"\r": "&#13;"})


def quoted(text: str) -> str:
    """A text as the value of an attribute, in its quotation marks."""
    return f'"{plain(text).replace(chr(34), "&quot;").replace(chr(10), "&#10;")}"'


def element(spec: str) -> str:
    """The spec as an element: TOML writes what XML cannot hold as an escape."""
    safe = _FORBIDDEN.sub(lambda found: f"\\U{ord(found[0]):08X}", spec)
    return f'<convanim:clip xmlns:convanim="{NAMESPACE}">{plain(safe)}</convanim:clip>'


def packet(title: str, spec: str) -> str:
    """An XMP packet (ISO 16684-1) with the title, and the spec where there is one."""
    named = f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{plain(title)}</rdf:li></rdf:Alt></dc:title>'
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{named if title else ""}'
        f"{element(spec) if spec else ''}</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="r"?>'
    )


def specs(text: str) -> Iterator[str]:
    """The specs in a document, found by their element; nothing else in it is looked at or resolved."""
    for found in _ELEMENT.finditer(text):
        yield unescape(found[1], {"&#13;": "\r", "&quot;": '"'})
