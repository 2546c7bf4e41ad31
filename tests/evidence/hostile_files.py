"""Hostile files, all made here: each with the verdicts that are allowed for it.
A verdict is `kept` (taken in and decoded), `unseen` (taken in, marked 打不开) or the code of a refusal."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image

from tests.evidence.photo_kit import drawing, exif, noise, photo, saved

KEPT, UNSEEN, UNKNOWN, PIXELS = "kept", "unseen", "unknown_format", "too_many_pixels"


class Hostile(NamedTuple):
    what: str
    data: bytes
    allowed: frozenset[str]


def hostile(what: str, data: bytes, *allowed: str) -> Hostile:
    return Hostile(what, data, frozenset(allowed))


def corpus(seed: int) -> list[Hostile]:
    """All of them; only the mutants depend on the seed."""
    makers = (bombs, truncated, polyglots, renamed, oddities, exif_traps, many_tags, crafted_jpegs)
    return [file for make in makers for file in make()] + list(mutants(seed))


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, rows: bytes, *extra: bytes, depth: int = 8, colour: int = 0) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def deflated_zeros(size: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()


def bombs() -> Iterator[Hostile]:
    rows = zlib.compress(bytes(9 * 8))
    yield hostile("png of 3.6 gigapixels", png(60_000, 60_000, deflated_zeros(450 << 20), depth=1), PIXELS)
    yield hostile("png that claims 2^31 squared", png(2**31 - 1, 2**31 - 1, rows), PIXELS)
    yield hostile("png with 300 MB behind 8 by 8", png(8, 8, deflated_zeros(300 << 20)), KEPT, UNSEEN)
    text = zlib.compress(bytes(64 << 20))
    small = zlib.compress(bytes(1 << 20))
    for what, extra in {
        "zTXt of 64 MB": [chunk(b"zTXt", b"a\0\0" + text)],
        "iTXt of 64 MB": [chunk(b"iTXt", b"a\0\1\0\0\0" + text)],
        "iCCP of 64 MB": [chunk(b"iCCP", b"a\0\0" + text)],
        "200 zTXt of 1 MB": [chunk(b"zTXt", b"a%d\0\0" % n + small) for n in range(200)],
        "30,000 empty tEXt": [chunk(b"tEXt", b"a\0")] * 30_000,
        "eXIf of 1 MB": [chunk(b"eXIf", b"II*\0" + bytes(1 << 20))],
    }.items():
        yield hostile(f"png with {what}", png(8, 8, rows, *extra), KEPT, UNSEEN)
    for width, height, verdict in ((16_384, 16_384, PIXELS), (8_000, 8_000, UNSEEN)):
        canvas = b"\x10\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + saved(drawing(8, 8), "WEBP")[12:]
        yield hostile(f"webp canvas {width}", b"RIFF" + struct.pack("<I", len(body)) + body, verdict)


def truncated() -> Iterator[Hostile]:
    for kind in ("JPEG", "PNG", "WEBP"):
        data = saved(noise(100, 100), kind, exif=exif(), **({"quality": 95} if kind != "PNG" else {}))
        for kilobytes in range(1, len(data) // 1024 + 1):
            yield hostile(f"{kind} cut at {kilobytes} kB", data[: kilobytes * 1024], KEPT, UNSEEN, UNKNOWN)
        for size in (1, 2, 3, 4, 8, 12, 16, 20, 24, 30, 33):
            yield hostile(f"{kind} cut at {size} bytes", data[:size], KEPT, UNSEEN, UNKNOWN)


def polyglots() -> Iterator[Hostile]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("../../evil.html", "<script>alert(1)</script>")
    others = {
        "html": b"<!doctype html><script>alert(document.domain)</script>",
        "js": b"/*\0*/=1;alert(1)//",
        "zip": archive.getvalue(),
        "php": b"<?php system($_GET['c']); ?>",
        "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    }
    for name, other in others.items():
        for kind in ("JPEG", "PNG", "WEBP"):
            yield hostile(f"{kind} followed by {name}", photo(kind) + other, KEPT)
        yield hostile(f"{name} followed by JPEG", other + photo(), UNKNOWN)
        yield hostile(f"JPEG with {name} as comment", saved(drawing(), comment=other), KEPT)
        yield hostile(
            f"PNG with {name} as text", png(8, 8, zlib.compress(bytes(72)), chunk(b"tEXt", b"a\0" + other)), KEPT
        )
        yield hostile(f"{name} alone", other, UNKNOWN)


def renamed() -> Iterator[Hostile]:
    for kind in [
        "GIF",
        "TIFF",
        "BMP",
        "ICO",
        "PPM",
        "TGA",
        "JPEG2000",
        "AVIF",
        "PCX",
        "SGI",
        "DDS",
        "IM",
        "EPS",
        "PDF",
        "MSP",
        "XBM",
        "SPIDER",
        "ICNS",
        "QOI",
    ]:
        mode = {"MSP": "1", "XBM": "1", "SPIDER": "F"}.get(kind, "RGBA" if kind == "ICNS" else "RGB")
        yield hostile(f"{kind} with a photo's name", saved(drawing(64, 64, mode), kind), UNKNOWN)
    fits = b"SIMPLE  =                    T".ljust(80) + b"BITPIX  =                    8".ljust(80)
    handmade = {
        "PSD": b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 8, 8, 8, 3) + bytes(40),
        "FITS": fits + b"NAXIS   =                    2".ljust(80) + b"END".ljust(2640),
        "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + bytes(99),
        "SVG": b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>",
        "ELF": b"\x7fELF\x02\x01\x01" + bytes(99),
        "EXE": b"MZ" + bytes(99),
        "WMF": b"\xd7\xcd\xc6\x9a" + bytes(99),
        "RIFF that is WAVE": b"RIFF\x24\0\0\0WAVEfmt " + bytes(99),
        "nothing but zeros": bytes(5000),
    }
    for kind, data in handmade.items():
        yield hostile(f"{kind} with a photo's name", data, UNKNOWN)


def oddities() -> Iterator[Hostile]:
    frames = [Image.new("RGB", (16, 16), (n % 256, n // 2, 0)) for n in range(400)]
    moving = {"save_all": True, "append_images": frames[1:], "duration": 1}
    yield hostile("animated webp of 400 frames", saved(frames[0], "WEBP", **moving), KEPT)
    yield hostile("animated png of 400 frames", saved(frames[0], "PNG", **moving), KEPT)
    yield hostile("mpo", saved(drawing(), "MPO", save_all=True, append_images=[drawing()]), KEPT)
    yield hostile("cmyk jpeg", saved(drawing(96, 64, "CMYK")), KEPT)
    yield hostile("grey jpeg", saved(drawing(96, 64, "L")), KEPT)
    yield hostile("65,500 px wide jpeg", saved(Image.new("L", (65_500, 900))), KEPT)
    yield hostile("65,500 px wide jpeg, too high", saved(Image.new("L", (65_500, 1000))), PIXELS)
    yield hostile("65,500 px high png", saved(Image.new("1", (1, 65_500)), "PNG"), KEPT)
    yield hostile("one pixel", saved(Image.new("RGB", (1, 1))), KEPT)
    yield hostile("false profile", saved(drawing(), icc_profile=b"\xff" * 70_000), KEPT)
    yield hostile("16-bit png", saved(drawing(64, 64, "L").convert("I;16"), "PNG"), KEPT)


def exif_traps() -> Iterator[Hostile]:
    for order, mark in (("<", b"II*\0"), (">", b"MM\0*")):
        eight, endless = struct.pack(order + "I", 8), b"\xff\xff\xff\xff"
        traps = {
            "loops to itself": ([(0x0112, 3, 1, endless)], 8),
            "inner is outer": ([(0x8769, 4, 1, eight), (0x8825, 4, 1, eight), (0xA005, 4, 1, eight)], 8),
            "endless counts": ([(tag, 5, 0xFFFFFFFF, eight) for tag in (0x0112, 0x8769, 0x010F)], 0),
            "overlapping texts": ([(n, 2, 60_000, eight) for n in range(0x0100, 0x0900)], 0),
            "rationals by zero": ([(0x011A, 5, 1, eight), (0x011B, 5, 1, endless)], 0),
            "unknown types": ([(0x0112, 99, 1, eight), (0x010F, 0, 1, eight)], 0),
        }
        for what, (entries, following) in traps.items():
            body = b"".join(struct.pack(order + "HHI", tag, kind, count) + value for tag, kind, count, value in entries)
            block = mark + struct.pack(order + "IH", 8, len(entries)) + body + struct.pack(order + "I", following)
            for kind in ("JPEG", "PNG", "WEBP") if order == "<" else ("JPEG",):
                yield hostile(f"{kind}, exif {what} {order}", saved(drawing(), kind, exif=b"Exif\0\0" + block), KEPT)


def many_tags() -> Iterator[Hostile]:
    """Sixty EXIF segments whose 60,000 tags all point at the same 3 MB: 180 GB for a reader that follows them all."""
    tags, size = 60_000, 60 * 65_000
    entries = b"".join(struct.pack("<HHII", tag, 7, 3_000_000, 8) for tag in range(tags))
    block = (b"II*\0" + struct.pack("<IH", 8, tags) + entries).ljust(size, b"\0")
    parts = [b"Exif\0\0" + block[at : at + 65_000] for at in range(0, size, 65_000)]
    body = b"".join(b"\xff\xe1" + struct.pack(">H", len(part) + 2) + part for part in parts)
    good = saved(drawing())
    yield hostile("jpeg with 60,000 overlapping tags", good[:2] + body + good[2:], KEPT)


def crafted_jpegs() -> Iterator[Hostile]:
    good = saved(drawing())
    at = good.index(b"\xff\xc0")
    frame = good[at : at + 2 + struct.unpack(">H", good[at + 2 : at + 4])[0]]

    def sized(height: int, width: int) -> bytes:
        return good[:at] + frame[:5] + struct.pack(">HH", height, width) + frame[9:] + good[at + len(frame) :]

    yield hostile("jpeg without height", sized(0, 96), UNKNOWN)
    yield hostile("jpeg of 65,535 squared", sized(65_535, 65_535), PIXELS)
    yield hostile("jpeg that claims 8,000 squared", sized(8_000, 8_000), KEPT, UNSEEN)
    yield hostile("jpeg with two frames", good[:at] + frame + sized(9_000, 9_000)[at:], KEPT, UNSEEN)
    yield hostile("jpeg with a million fill bytes", good[:2] + b"\xff" * 1_000_000 + good[2:], KEPT)
    yield hostile("jpeg with 100,000 comments", good[:2] + b"\xff\xfe\0\2" * 100_000 + good[2:], UNKNOWN)
    wave = saved(noise(600, 600), progressive=True)
    last = wave.rindex(b"\xff\xda")
    yield hostile("jpeg with 400 scans", wave[:-2] + wave[last:-2] * 400 + wave[-2:], KEPT, UNSEEN)
    yield hostile("jpeg without tables", good.replace(b"\xff\xdb", b"\xff\xec"), UNSEEN)
    yield hostile("jpeg that is only marks", b"\xff\xd8\xff" + b"\xd0\xff" * 40_000, UNKNOWN)


def mutants(seed: int, each: int = 25) -> Iterator[Hostile]:
    dice = random.Random(seed)
    for kind in ("JPEG", "PNG", "WEBP"):
        good = photo(kind)
        for number in range(each):
            mutant = bytearray(good)
            for _ in range(dice.choice((1, 4, 30))):
                mutant[dice.randrange(len(mutant))] = dice.choice((0, 0x7F, 0xFF, dice.randrange(256)))
            if dice.random() < 0.3:
                start = dice.randrange(len(mutant))
                del mutant[start : start + dice.randrange(200)]
            yield hostile(f"{kind} mutant {number}", bytes(mutant), KEPT, UNSEEN, UNKNOWN, PIXELS, "empty")
