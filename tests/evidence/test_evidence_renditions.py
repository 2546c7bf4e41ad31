"""Views are upright, small, sRGB and without metadata; originals stay as they are (R20)."""

import io

import pytest
from PIL import Image, ImageChops, ImageCms, ImageOps

from evidence.derive import print_rendition, renditions
from evidence.exif import read_exif
from evidence.refusal import Undecodable
from evidence.strip import strip
from tests.evidence.photo_kit import digest, drawing, exif, noise, photo, saved, segments

PICTURE_MARKERS = {0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDD, 0xD9}
CORNERS = {"red": (1 / 4, 1 / 3), "green": (3 / 4, 1 / 4), "blue": (1 / 4, 3 / 4), "white": (3 / 4, 3 / 4)}


def corners(image):
    """The name of the colour in each quarter, from the top left, row by row."""
    names = {(255, 0, 0): "red", (0, 128, 0): "green", (0, 0, 255): "blue", (255, 255, 255): "white"}
    found = []
    for x, y in CORNERS.values():
        pixel = image.convert("RGB").getpixel((int(x * image.width), int(y * image.height)))
        found.append(
            min(names.items(), key=lambda item: sum(abs(a - b) for a, b in zip(item[0], pixel, strict=True)))[1]
        )
    return found


def opened(data):
    return Image.open(io.BytesIO(data))


def assert_clean(jpeg):
    parts = segments(jpeg)
    assert {marker for marker, _ in parts} <= PICTURE_MARKERS | {0xE0, 0}
    assert [body for marker, body in parts if marker == 0] == [b""]
    assert all(body[:5] == b"JFIF\0" and len(body) == 14 for marker, body in parts if marker == 0xE0)
    assert b"SECRET" not in jpeg and b"Exif" not in jpeg and b"<x:xmpmeta" not in jpeg


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_views_are_upright_for_all_eight_orientations(kind, orientation):
    turn_back = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    shown = drawing(960, 640)
    stored = shown if turn_back is None else shown.transpose(turn_back)
    data = saved(stored, kind, exif=exif(orientation))
    theirs = ImageOps.exif_transpose(opened(data))
    assert corners(theirs) == list(CORNERS)
    if kind == "WEBP":  # browsers show it as it is stored
        assert all(corners(opened(view)) == corners(stored) for view in renditions(data).values())
        return
    for view in renditions(data).values():
        picture = opened(view)
        assert corners(picture) == list(CORNERS) and picture.width > picture.height


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_views_carry_no_metadata_and_keep_to_their_edges(kind):
    data = saved(
        noise(2400, 1800),
        kind,
        exif=exif(6),
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    made = renditions(data)
    turn = 1 if kind == "WEBP" else -1  # which browsers do not turn
    assert opened(made["screen"]).size == (1600, 1200)[::turn] and opened(made["thumb"]).size == (320, 240)[::turn]
    assert opened(print_rendition(data, 600)).size == (600, 450)[::turn]
    for jpeg in (*made.values(), print_rendition(data, 600)):
        assert_clean(jpeg)


def test_comment_xmp_and_position_do_not_survive():
    data = photo()
    assert b"SECRET-XMP" in data and b"SECRET-COMMENT" in data
    for jpeg in renditions(data).values():
        assert_clean(jpeg)


def test_a_small_photo_is_not_blown_up():
    assert opened(renditions(photo())["screen"]).size == (96, 64)


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "LA", "I;16"])
def test_every_png_mode_becomes_a_visible_picture(mode):
    grey = drawing(200, 100, "L")
    if mode == "I;16":
        image = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    else:
        image = drawing(200, 100).convert(mode)
    seen = opened(renditions(saved(image, "PNG"))["screen"]).convert("L")
    assert seen.size == (200, 100)
    assert seen.getpixel((150, 75)) > 240 and seen.getpixel((50, 80)) < 60


def test_what_is_transparent_becomes_white():
    clear = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    assert min(opened(renditions(saved(clear, "PNG"))["thumb"]).getpixel((32, 32))) > 250


def test_cmyk_and_foreign_profiles_become_srgb():
    assert corners(opened(renditions(saved(drawing(960, 640, "CMYK")))["screen"])) == list(CORNERS)
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    for profile in (lab, b"no profile" * 40):
        seen = opened(renditions(saved(drawing(960, 640), icc_profile=profile))["screen"])
        assert seen.mode == "RGB" and "icc_profile" not in seen.info


def test_colours_are_those_that_the_photos_own_profile_means():
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    crossed = plain.replace(b"rXYZ", b"----", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"----", b"gXYZ", 1)
    red = Image.new("RGB", (400, 300), "red")
    as_it_is = opened(renditions(saved(red, icc_profile=plain))["thumb"]).getpixel((9, 9))
    meant = opened(renditions(saved(red, icc_profile=crossed))["thumb"]).getpixel((9, 9))
    assert as_it_is[0] > 240 > 20 > as_it_is[1] and meant[1] > 240 > 20 > meant[0]


def test_the_original_is_not_changed_by_any_path(tmp_path):
    data = photo(orientation=6)
    before = digest(data)
    renditions(data), print_rendition(data, 100), strip(data), read_exif(data)
    assert digest(data) == before


@pytest.mark.parametrize("data", [b"", b"GIF89a" + bytes(40), photo()[:400], photo("PNG")[:200], photo("WEBP")[:60]])
def test_what_cannot_be_seen_raises_one_kind_of_error(data):
    with pytest.raises(Undecodable):
        renditions(data)


@pytest.mark.parametrize(
    "options", [{}, {"progressive": True}, {"quality": 95, "subsampling": 0}, {"restart_marker_rows": 1}]
)
def test_stripping_keeps_every_pixel_and_no_metadata(options):
    data = (
        saved(noise(300, 200), exif=exif(6), xmp=b"SECRET-XMP", comment=b"SECRET", **options)
        + b"<script>SECRET</script>"
    )
    bare = strip(data)
    assert ImageChops.difference(opened(data).convert("RGB"), opened(bare).convert("RGB")).getbbox() is None
    assert b"SECRET" not in bare and read_exif(bare) == {**read_exif(b""), "orientation": 6}
    assert not {marker for marker, _ in segments(bare)} - PICTURE_MARKERS - {0xE0, 0xE1, 0}


def test_stripping_drops_the_second_picture_with_its_position():
    data = saved(drawing(), "MPO", save_all=True, append_images=[drawing()], exif=exif())
    assert opened(data).n_frames == 2
    bare = strip(data)
    assert opened(bare).format == "JPEG" and b"SECRET" not in bare and bare.count(b"\xff\xd8") == 1


def test_stripping_refuses_what_is_not_a_whole_jpeg():
    data = photo()
    for broken in (b"", b"\x89PNG\r\n\x1a\n", data[:2], data[:300], data[:-2], data[:3]):
        with pytest.raises(ValueError):
            strip(broken)
