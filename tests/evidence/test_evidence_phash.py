"""The difference hash: bears recompression and scaling, finds turned pictures, tells different ones apart."""

import io

from PIL import Image, ImageEnhance

from evidence.decode import decode
from evidence.phash import LOOK, dhash, distance, hamming, rotations
from tests.evidence.photo_kit import drawing, saved


def scene(seed):
    """Soft blobs, different for each seed."""
    small = Image.frombytes("L", (9, 7), bytes((seed * 37 + i * i * 11 + i * seed * 5) % 256 for i in range(63)))
    return small.resize((640, 480), Image.Resampling.BICUBIC).convert("RGB")


def test_recompressed_scaled_and_brightened_pictures_stay_near():
    picture = scene(3)
    for other in (
        Image.open(io.BytesIO(saved(picture, quality=30))),
        picture.resize((320, 240)),
        ImageEnhance.Brightness(picture).enhance(1.1),
    ):
        assert hamming(dhash(picture), dhash(other)) <= LOOK


def test_a_turned_picture_is_found_by_its_rotations():
    picture = scene(5)
    for turn in (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270):
        other = picture.transpose(turn)
        assert hamming(dhash(picture), dhash(other)) > LOOK
        assert distance(dhash(other), rotations(picture)) <= LOOK


def test_different_scenes_lie_apart():
    hashes = [dhash(scene(seed)) for seed in range(12)]
    assert min(hamming(one, other) for i, one in enumerate(hashes) for other in hashes[:i]) > LOOK


def test_a_plain_wall_has_no_bits_and_a_slope_has_them_all():
    assert dhash(Image.new("L", (90, 80), 128)) == "0" * 16
    slope = Image.frombytes("L", (9, 8), bytes(200 - 20 * column for _ in range(8) for column in range(9)))
    assert dhash(slope) == "f" * 16


def test_the_hash_is_sixteen_hex_digits_and_bits_are_counted():
    assert len(dhash(drawing())) == 16 and int(dhash(drawing()), 16) >= 0
    assert hamming("0" * 16, "f" * 16) == 64 and hamming("0" * 15 + "1", "0" * 15 + "3") == 1


def test_the_decoder_hashes_the_upright_picture():
    picture = scene(7)
    turned = Image.Exif()
    turned[0x0112] = 6
    stored = picture.transpose(Image.Transpose.ROTATE_90)
    one, other = decode(saved(picture)), decode(saved(stored, exif=turned))
    assert one.ok and other.ok and hamming(one.phash, other.phash) <= LOOK
    assert one.rotations[0] == one.phash and len(one.rotations) == 4
