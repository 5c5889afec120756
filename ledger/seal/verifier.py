#!/usr/bin/env python3
"""Verifies a dossier of Livret without Livret: Python 3.9 or later and the package `cryptography` are enough.

    python3 verify.py DOSSIER.zip [--key KEY] [--held OLD-CHECKPOINT] [--ca CERTIFICATES.pem]

Checked are the container and its manifest, the signature of the checkpoint, the log of epochs, the place of each
scope among all of them, and every entry: none altered, left out, moved, doubled or cut off. The figures of the
statement are not computed anew here; `livret dossier verify` does that. Exit status: 0 all is well, 5 it is not.
"""

import argparse
import base64
import binascii
import hashlib
import json
import os
import pathlib
import re
import struct
import sys
import zlib
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FRENCH = next((os.environ[v] for v in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(v)), "").startswith("fr")

Key = Tuple[str, bytes, int, bytes]
OWN = re.compile(
    r"mimetype|META-INF/(ASiCManifest\.xml|timestamp\.tst)|SHA256SUMS|dossier\.json|verify\.py|GUIDE\.(en|fr)\.md"
    r"|statement\.(json|en\.html|fr\.html)|editions/[^/]+\.toml|log/(checkpoint|epochs|heads|keys|records"
    r"|record\.tlog-proof|[0-9]+\.checkpoint|[0-9]+\.[0-9]+\.tsr)"
)


class Wrong(Exception):
    """Something in the dossier is not as it must be."""


def said(english: str, french: str) -> str:
    return french if FRENCH else english


def once(pairs: List[Tuple[str, Any]]) -> Dict[str, Any]:
    check(len(dict(pairs)) == len(pairs), "a name stands twice in one object", "un nom figure deux fois dans un objet")
    return dict(pairs)


JSON = json.JSONDecoder(object_pairs_hook=once)


def check(holds: object, english: str, french: str) -> None:
    """Stop at the first thing that does not hold: what rests on it means nothing."""
    if not holds:
        raise Wrong(said(english, french))


# The container: a ZIP of stored files, header by header, and nothing else


def unzip(data: bytes) -> Dict[str, bytes]:
    """The files of the container; every byte of it is accounted for."""
    files: Dict[str, bytes] = {}
    index, at = b"", 0
    while data[at : at + 4] == b"PK\3\4":
        check(len(data) >= at + 30, "the container is cut short", "le conteneur est tronqué")
        fields = data[at + 4 : at + 30]
        _, flags, method, _, _, checksum, packed, size, length, extra = struct.unpack("<5H3I2H", fields)
        name = data[at + 30 : at + 30 + length].decode("latin-1")
        content = data[at + 30 + length : at + 30 + length + size]
        plain = not flags and not method and not extra and packed == size == len(content)
        check(plain, f"{name} is encrypted, compressed or cut short", f"{name} est chiffré, comprimé ou tronqué")
        fine = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*", name)
        check(fine and name not in files, f"{name!r}: bad name, or there twice", f"{name!r} : nom interdit ou double")
        check(content[:4] not in (b"PK\3\4", b"PK\5\6"), f"{name} is a container itself", f"{name} est un conteneur")
        check(zlib.crc32(content) == checksum, f"{name} is damaged", f"{name} est abîmé")
        files[name] = content
        index += b"PK\1\2" + struct.pack("<H", 20) + fields + struct.pack("<3H2I", 0, 0, 0, 0, at) + name.encode()
        at += 30 + length + size
    end = struct.pack("<4H2IH", 0, 0, len(files), len(files), len(index), at, 0)
    whole = data[at:] == index + b"PK\5\6" + end
    check(whole, "something was added to the container, or cut off", "quelque chose a été ajouté, ou coupé")
    return files


def lines_of(files: Dict[str, bytes], name: str) -> List[str]:
    *lines, end = files[name].decode().split("\n")
    check(not end, f"{name} is cut short", f"{name} est tronqué")
    return lines


def check_manifest(files: Dict[str, bytes]) -> None:
    """Every file is in SHA256SUMS with its digest, and in the manifest of an ASiC-E container where there is one."""
    data = {name for name in files if name != "mimetype" and not name.startswith("META-INF/")}
    digests = {name: hashlib.sha256(files[name]) for name in sorted(data)}
    lines = [line.partition("  ") for line in lines_of(files, "SHA256SUMS")]
    wanted = {name: digest for digest, _, name in lines}
    for name in sorted((data | wanted.keys()) - {"SHA256SUMS"}):
        check(name in wanted, f"{name} is not in the manifest", f"{name} n'est pas dans le manifeste")
        check(name in data, f"{name} is missing", f"{name} manque")
        same = digests[name].hexdigest() == wanted[name]
        check(same, f"{name} was altered", f"{name} a été modifié")
    listing = "".join(f"{wanted[name]}  {name}\n" for name in sorted(wanted)).encode()
    check(files["SHA256SUMS"] == listing, "SHA256SUMS was altered", "SHA256SUMS a été modifié")
    others = sorted(files.keys() - data)
    if others:
        asic = ["META-INF/ASiCManifest.xml", "META-INF/timestamp.tst", "mimetype"]
        check(others == asic, f"not in the manifest, or missing: {others}", f"hors manifeste, ou manquant : {others}")
        check(files["mimetype"] == b"application/vnd.etsi.asic-e+zip", "mimetype was altered", "mimetype a été modifié")
        values = {name: base64.b64encode(digest.digest()).decode() for name, digest in digests.items()}
        xml = XML.format("".join(REFERENCE.format(name, value) for name, value in values.items()))
        check(files[asic[0]] == xml.encode(), f"{asic[0]} was altered", f"{asic[0]} a été modifié")


XML = """<?xml version="1.0" encoding="UTF-8"?>
<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<asic:SigReference URI="META-INF/timestamp.tst" MimeType="application/vnd.etsi.timestamp-token"/>
{}</asic:ASiCManifest>
"""
REFERENCE = (
    '<asic:DataObjectReference URI="{}"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
    "<ds:DigestValue>{}</ds:DigestValue></asic:DataObjectReference>\n"
)


# Merkle trees (RFC 6962)


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


def roots(leaves: List[bytes], sizes: Set[int]) -> Dict[int, bytes]:
    """The roots over the first leaves, for each of the sizes."""
    stack: List[bytes] = []
    found = {0: hashlib.sha256(b"").digest()}
    for count, each in enumerate(leaves, 1):
        level = count
        while level % 2 == 0:
            each, level = node(stack.pop(), each), level // 2
        stack.append(each)
        if count in sizes:
            root = stack[-1]
            for left in reversed(stack[:-1]):
                root = node(left, root)
            found[count] = root
    return found


def included(each: bytes, index: int, size: int, hashes: List[bytes], root: bytes) -> bool:
    """Whether the path leads from a leaf's hash, at its index, to the root (RFC 9162, 2.1.3.2)."""
    path, last = list(hashes), size - 1
    while last > 0 and path:
        if index % 2 or index == last:
            each = node(path.pop(0), each)
            while index and not index % 2:
                index, last = index // 2, last // 2
        else:
            each = node(each, path.pop(0))
        index, last = index // 2, last // 2
    return last == 0 and not path and each == root


# Signed notes and checkpoints (c2sp.org)


def octets(text: str, size: Optional[int] = None) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    exact = base64.b64encode(found).decode() == text and size in (None, len(found))
    check(exact, f"not base64 as it should be: {text!r}", f"base64 incorrect : {text!r}")
    return found


def read_key(line: str) -> Key:
    """Name, id, kind (1 a log's, 4 a cosigner's) and public key of a published line."""
    name, _, rest = line.partition("+")
    key = octets(rest[9:], 33)
    identifier = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    check(rest[:9] == identifier.hex() + "+", f"no key: {line!r}", f"pas une clé : {line!r}")
    return name, identifier, key[0], key[1:]


def genuine(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def read_checkpoint(name: str, note: bytes, keys: List[Key]) -> Tuple[str, int, bytes, List[Tuple[str, int]]]:
    """Origin, size, root, and the lines of its countersigners. It is signed by a key of its log."""
    text, _, signatures = note.decode("utf-8", "replace").rpartition("\n\n")
    lines = text.split("\n")
    shaped = len(lines) == 3 and re.fullmatch("0|[1-9][0-9]*", lines[1]) and signatures.endswith("\n")
    check(shaped, f"{name} is no checkpoint", f"{name} n'est pas un point de contrôle")
    signed = False
    told: List[Tuple[str, int]] = []
    for line in signatures[:-1].split("\n"):
        parts = line.split(" ")
        fine = len(parts) == 3 and parts[0] == "\u2014"
        check(fine, f"{name}: no signature: {line}", f"{name} : pas une signature : {line}")
        blob = octets(parts[2])
        for who, identifier, kind, public in keys:
            if (who, identifier) != (parts[1], blob[:4]):
                continue
            message, signature = (text + "\n").encode(), blob[4:]
            if kind == 4:
                when, signature = int.from_bytes(blob[4:12], "big"), blob[12:]
                message = f"cosignature/v1\ntime {when}\n".encode() + message
                told.append((who, when))
            fits = genuine(public, signature, message)
            check(fits, f"{name}: the signature of {who} is false", f"{name} : la signature de {who} est fausse")
            signed = signed or (kind == 1 and who == lines[0])
    check(signed, f"{name} is not signed by the key of its log", f"{name} n'est pas signé par la clé de son journal")
    return lines[0], int(lines[1]), octets(lines[2], 32), told


# The dossier


def check_log(
    files: Dict[str, bytes], keys: List[Key], held: Optional[Tuple[str, bytes]]
) -> Tuple[str, int, Dict[int, Any], List[Tuple[str, int]]]:
    """The epochs are those that the checkpoint signs, and every other checkpoint is an earlier state of them."""
    origin, size, root, cosigned = read_checkpoint("log/checkpoint", files["log/checkpoint"], keys)
    hexadecimal = lines_of(files, "log/epochs")
    exact = all(re.fullmatch("[0-9a-f]{64}", line) for line in hexadecimal)
    check(exact, "log/epochs is not in hexadecimal", "log/epochs n'est pas en hexadécimal")
    epochs = [bytes.fromhex(line) for line in hexadecimal]
    check(len(epochs) == size, "log/epochs does not have as many as the checkpoint", "log/epochs : mauvais nombre")
    notes = {n: read_checkpoint(n, files[n], keys) for n in files if re.fullmatch(r"log/[0-9]+\.checkpoint", n)}
    if held:
        notes[held[0]] = read_checkpoint(*held, keys)
    found = roots(epochs, {size, *(each[1] for each in notes.values())})
    check(found[size] == root, "the epochs are not those that were signed", "les époques ne sont pas celles signées")
    for name, (other, count, earlier, _) in notes.items():
        check(count <= size, f"{name} is newer: ask for a newer dossier", f"{name} est plus récent que ce dossier")
        fits = other == origin and found.get(count) == earlier
        fits = fits and (name == f"log/{count}.checkpoint" or (held is not None and name == held[0]))
        check(
            fits,
            f"{name} is of another history: the log was forked or rewritten",
            f"{name} est d'une autre histoire : le journal a été dédoublé ou réécrit",
        )
    records = {}
    for line in lines_of(files, "log/records"):
        record = JSON.decode(line)
        inside = record["epoch"] < size and epochs[record["epoch"]] == leaf(line.encode())
        check(inside, f"a record is not in the log: {line!r}", f"un relevé n'est pas dans le journal : {line!r}")
        records[record["epoch"]] = record
    for count in {size, *(each[1] for each in notes.values())}:
        check(count - 1 in records, f"the record of epoch {count - 1} is not shown", f"relevé {count - 1} non montré")
    return origin, size, records, cosigned


def check_scope(
    scope: Dict[str, Any], files: Dict[str, bytes], origin: str, size: int, records: Dict[int, Any]
) -> Tuple[int, int]:
    """Every entry of the scope, from the first to the last that was sealed, is there, in order, unaltered."""
    where = scope["scope"]
    check(scope["file"] == f"entries/{scope['slot']}", f"{where}: not its file", f"{where} : pas son fichier")
    lines = files[scope["file"]].split(b"\n")
    check(lines.pop() == b"", f"{where}: cut short", f"{where} : tronqué")
    leaves = [bytes.fromhex(each.decode()) if re.fullmatch(rb"[0-9a-f]{64}", each) else leaf(each) for each in lines]
    heads = [h for h in map(JSON.decode, lines_of(files, "log/heads")) if h["scope"] == where]
    heads.sort(key=lambda each: each["epoch"])
    epochs = [epoch for epoch, record in sorted(records.items()) if scope["slot"] < record["heads_size"]]
    whole = heads and [each["epoch"] for each in heads] == epochs
    check(whole, f"{where}: a head of it is missing", f"{where} : une de ses têtes manque")
    found = roots(leaves, {head["size"] for head in heads})
    for head in heads:
        record, root = records[head["epoch"]], octets(head["root"], 32)
        text = f"{origin}/{where}\n{head['size']}\n{head['root']}\n".encode()
        path = [octets(each, 32) for each in head["hashes"]]
        placed = head["slot"] == scope["slot"] and included(
            leaf(text), head["slot"], record["heads_size"], path, octets(record["heads_root"], 32)
        )
        check(
            placed,
            f"{where}: its head is not in slot {scope['slot']} of epoch {head['epoch']}",
            f"{where} : sa tête n'est pas à la place {scope['slot']} de l'époque {head['epoch']}",
        )
        check(
            found.get(head["size"]) == root,
            f"{where}: its entries are not those sealed in epoch {head['epoch']}: altered, omitted, moved or cut off",
            f"{where} : inscriptions autres que celles scellées à l'époque {head['epoch']} : omises, déplacées…",
        )
    check(len(leaves) == heads[-1]["size"], f"{where}: more entries than sealed", f"{where} : inscriptions en trop")
    sizes = {head["epoch"]: head["size"] for head in heads}
    check_order(where, lines, [(sizes.get(epoch, 0), record) for epoch, record in sorted(records.items())])
    return len(lines), sum(line[:1] != b"{" for line in lines)


def check_order(where: str, lines: List[bytes], epochs: List[Tuple[int, Any]]) -> None:
    """Each entry shown says of itself that it stands where it does, and was recorded in the time of its epoch."""
    position, recorded = 0, 0
    for index, line in enumerate(lines):
        if line[:1] == b"{":
            envelope, end = JSON.raw_decode(line.decode())
            body = JSON.decode(line.decode()[end:])
            fits = (envelope["scope"], envelope["index"], body["scope"]) == (where, index, where)
            fits = fits and envelope["position"] > position and envelope["recorded_at"] >= recorded
            position, recorded = envelope["position"], envelope["recorded_at"]
            while epochs[1:] and epochs[1][0] <= index:
                epochs.pop(0)
            for size, record in epochs[:2]:
                fits = fits and (index < size) == (position <= record["position"])
                fits = fits and (index < size or recorded >= record["closed_at"] - 60_000_000)
            check(fits, f"{where}: entry {index} is out of place", f"{where} : inscription {index} pas à sa place")


def verify(data: bytes, trusted: Optional[List[str]], held: Optional[Tuple[str, bytes]]) -> Iterator[str]:
    """What was verified, line by line. Raises Wrong, whatever the data holds."""
    try:
        yield from checks(data, trusted, held)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise Wrong(
            said("a file is missing or malformed: ", "un fichier manque ou est mal formé : ") + repr(error)
        ) from None


def checks(data: bytes, trusted: Optional[List[str]], held: Optional[Tuple[str, bytes]]) -> Iterator[str]:
    files = unzip(data)
    check_manifest(files)
    yield said(f"manifest: {len(files)} files", f"manifeste : {len(files)} fichiers")
    keys = [read_key(line) for line in (trusted or lines_of(files, "log/keys"))]
    origin, size, records, cosigned = check_log(files, keys, held)
    yield said(f"checkpoint: {origin}, {size} epochs, signed", f"point de contrôle : {origin}, {size} époques, signé")
    for who, when in cosigned:
        yield said(f"countersigned by {who}, at {when}", f"contresigné par {who}, à {when}")
    about = JSON.decode(files["dossier.json"].decode())
    scopes = [scope["scope"] for scope in about["scopes"]]
    for needed in ("contract/" + about["contract"], "provider"):
        check(needed in scopes, f"nothing is here of {needed}", f"rien ici de {needed}")
    stray = [line for line in lines_of(files, "log/heads") if JSON.decode(line)["scope"] not in scopes]
    check(not stray, "log/heads has heads of other scopes", "log/heads a des têtes d'autres périmètres")
    for name in sorted(files.keys() - {scope["file"] for scope in about["scopes"]}):
        check(OWN.fullmatch(name), f"{name} is no file of a dossier", f"{name} n'est pas un fichier de dossier")
    for scope in about["scopes"]:
        where, count, withheld = scope["scope"], *check_scope(scope, files, origin, size, records)
        full = not withheld or about["articles"]
        check(full, f"{where}: {withheld} entries are withheld", f"{where} : {withheld} inscriptions sont retenues")
        yield said(
            f"{where}: all {count} entries, {withheld} of them withheld",
            f"{where} : les {count} inscriptions, dont {withheld} retenues",
        )
    if not trusted:
        yield said("compare the key in log/keys with the one published", "comparer log/keys avec la clé publiée")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dossier")
    parser.add_argument("--key", action="append", help="a key as it was published, instead of those in the dossier")
    parser.add_argument("--held", help="a checkpoint that you were given earlier")
    parser.add_argument("--ca", default="CA.pem", help="the certificates of the time-stamping authority")
    asked = parser.parse_args()
    try:
        data = pathlib.Path(asked.dossier).read_bytes()
        held = (f"--held {asked.held}", pathlib.Path(asked.held).read_bytes()) if asked.held else None
        for line in verify(data, asked.key and [key.strip() for key in asked.key], held):
            print(plain(line))
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    except Wrong as error:
        print(said("WRONG: ", "FAUX : ") + plain(str(error)))
        return 5
    for line in token_lines(unzip(data), asked.ca):
        print(line)
    return 0


def plain(text: str) -> str:
    """A text that any terminal can show, and that moves no cursor there and hides nothing."""
    code = sys.stdout.encoding or "utf-8"
    return "".join(each if each.isprintable() else "?" for each in text.encode(code, "replace").decode(code))


def token_lines(files: Dict[str, bytes], ca: str) -> Iterator[str]:
    """What has OpenSSL verify each time-stamp, once the dossier is unpacked."""
    for name in sorted(files):
        match = re.fullmatch(r"(log/[0-9]+)\.[0-9]+\.tsr", name)
        if match:
            yield f"openssl ts -verify -in {name} -data {match[1]}.checkpoint -CAfile {ca}"
        elif name == "META-INF/timestamp.tst":
            yield f"openssl ts -verify -in {name} -token_in -data META-INF/ASiCManifest.xml -CAfile {ca}"


if __name__ == "__main__":
    sys.exit(main())
