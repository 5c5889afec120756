"""The container of a dossier: one ZIP, of which every byte follows from the files in it.

Nothing is compressed and nothing left to choice, so a container is read by taking it apart and putting it together
again: whatever is not the same byte for byte (a file twice, data before, between or after, flags, comments, another
order) is refused. Files are listed with their digests in SHA256SUMS. With a time-stamp over its manifest it is an
ASiC-E container (ETSI EN 319 162-1, 4.4) that other programs can read too.
"""

import re
import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256

from ledger.events.unfit import Unfit
from ledger.refusal import N_

SUMS = "SHA256SUMS"
MIMETYPE, MANIFEST, TOKEN = "mimetype", "META-INF/ASiCManifest.xml", "META-INF/timestamp.tst"
ASIC_E = b"application/vnd.etsi.asic-e+zip"
LARGEST = 1 << 30
"""Bytes of a container; far more than any dossier has."""
_MOST_FILES = 10_000
_NAME = re.compile(r"(?=.{1,200}\Z)[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")
_FIRST_DAY = 0x21
"""1 January 1980, the earliest that a ZIP can say."""
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_FIELDS = struct.Struct("<HHHHHIIIHH")
"""Version needed, flags, method, time, day, checksum, packed and plain size, lengths of name and of extra field."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """The container of these files; the same files always make the same bytes. Raises ValueError for a bad name."""
    parts, central, offset = [], [], 0
    for name in sorted(files, key=_place):
        if not _NAME.fullmatch(name):
            raise ValueError(f"a container has no file of the name {name!r}")
        content, spelled = files[name], name.encode()
        fields = _FIELDS.pack(20, 0, 0, 0, _FIRST_DAY, zlib.crc32(content), len(content), len(content), len(spelled), 0)
        parts += [_LOCAL, fields, spelled, content]
        central += [_CENTRAL, struct.pack("<H", 20), fields, struct.pack("<HHHII", 0, 0, 0, 0, offset), spelled]
        offset += 4 + _FIELDS.size + len(spelled) + len(content)
    index = b"".join(central)
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(index), offset, 0)
    return b"".join([*parts, index, _END, end])


def unpack(octets: bytes) -> dict[str, bytes]:
    """The files of a container. Raises Unfit for anything that `pack` does not make."""
    if len(octets) > LARGEST:
        raise Unfit(N_("the container is larger than {limit} bytes, which no dossier is"), limit=LARGEST)
    files: dict[str, bytes] = {}
    for name, content in _entries(octets):
        _check(name, content, files)
        files[name] = content
    if not files or pack(files) != octets:
        raise Unfit(N_("the container is not put together as a dossier's is: something was added, moved or cut off"))
    return files


def covered(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with SHA256SUMS over all of them beside them."""
    return {**files, SUMS: _sums(files)}


def manifest(files: Mapping[str, bytes]) -> bytes:
    """The manifest of an ASiC-E container with these files: what its time-stamp covers."""
    references = "".join(
        f'<asic:DataObjectReference URI="{name}">'
        '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue>{b64encode(sha256(files[name]).digest()).decode()}</ds:DigestValue>"
        "</asic:DataObjectReference>\n"
        for name in sorted(_data(files))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" '
        'xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
        f'<asic:SigReference URI="{TOKEN}" MimeType="application/vnd.etsi.timestamp-token"/>\n'
        f"{references}</asic:ASiCManifest>\n"
    ).encode()


def stamped(files: Mapping[str, bytes], token: bytes) -> dict[str, bytes]:
    """The files of an ASiC-E container; `token` is a time-stamp token over `manifest(files)`."""
    return {**files, MIMETYPE: ASIC_E, MANIFEST: manifest(files), TOKEN: token}


def manifest_faults(files: Mapping[str, bytes]) -> Iterator[Unfit]:
    """What is wrong with the files by their manifests: one altered, missing, or in none of them."""
    listed = _listed(files.get(SUMS, b""))
    if listed is None:
        yield Unfit(N_("{file} is not a list of digests and names, or is missing"), file=SUMS)
        return
    data = _data(files)
    for name in sorted(listed.keys() | data.keys() - {SUMS}):
        if name not in listed:
            yield Unfit(N_("{file} is not in the manifest: it was added"), file=name)
        elif name not in data:
            yield Unfit(N_("{file} is in the manifest, but missing"), file=name)
        elif sha256(data[name]).hexdigest() != listed[name]:
            yield Unfit(N_("{file} is not the one that the manifest has: it was altered"), file=name)
    if files.keys() - data.keys():
        yield from _asic_faults(files)


def _asic_faults(files: Mapping[str, bytes]) -> Iterator[Unfit]:
    odd = files.keys() - _data(files).keys() - {MIMETYPE, MANIFEST, TOKEN}
    for name in sorted(odd):
        yield Unfit(N_("{file} is not in the manifest: it was added"), file=name)
    for name in (MIMETYPE, MANIFEST, TOKEN):
        if name not in files:
            yield Unfit(N_("{file} is missing from an ASiC-E container"), file=name)
    if b"<!" in files.get(MANIFEST, b""):
        yield Unfit(N_("{file} declares a type or entities, which no manifest does"), file=MANIFEST)
    elif MANIFEST in files and files[MANIFEST] != manifest(files):
        yield Unfit(N_("{file} is not the manifest of these files"), file=MANIFEST)
    if MIMETYPE in files and files[MIMETYPE] != ASIC_E:
        yield Unfit(N_("{file} does not say what an ASiC-E container is"), file=MIMETYPE)


def _data(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that a manifest covers."""
    return {name: files[name] for name in files if name != MIMETYPE and not name.startswith("META-INF/")}


def _sums(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def _listed(sums: bytes) -> dict[str, str] | None:
    """Name -> digest, as `_sums` writes them; None for anything else."""
    lines = [_SUM.fullmatch(line) for line in sums.decode("ascii", "replace").removesuffix("\n").split("\n")]
    listed = {line[2]: line[1] for line in lines if line is not None}
    written = "".join(f"{listed[name]}  {name}\n" for name in sorted(listed)).encode()
    return listed if written == sums and listed else None


def _place(name: str) -> tuple[bool, bool, str]:
    return name != MIMETYPE, not name.startswith("META-INF/"), name


def _entries(octets: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and contents, as the headers in front of them say, up to the first thing that is no such header."""
    start = 0
    while octets[start : start + 4] == _LOCAL:
        header = octets[start + 4 : start + 4 + _FIELDS.size]
        if len(header) < _FIELDS.size:
            return
        _, flags, method, _, _, _, packed, plain, length, extra = _FIELDS.unpack(header)
        spelled = start + 4 + _FIELDS.size
        content = spelled + length + extra
        name = octets[spelled : spelled + length].decode("ascii", "backslashreplace")
        if flags & 1:
            raise Unfit(N_("{file} is encrypted, which nothing in a dossier is"), file=name)
        if flags or method or packed != plain or extra:
            raise Unfit(N_("{file} is stored in another way than a dossier's files are"), file=name)
        yield name, octets[content : content + plain]
        start = content + plain


def _check(name: str, content: bytes, before: Mapping[str, bytes]) -> None:
    if not _NAME.fullmatch(name):
        raise Unfit(N_("{file} is no name of a file in a dossier"), file=name)
    if name in before:
        raise Unfit(N_("{file} is in the container twice"), file=name)
    if len(before) >= _MOST_FILES:
        raise Unfit(N_("the container holds more than {limit} files"), limit=_MOST_FILES)
    if content[:4] in (_LOCAL, _END):
        raise Unfit(N_("{file} is a container itself, which nothing in a dossier is"), file=name)
