"""A difference hash of 64 bits that notices the same picture twice, in any of four rotations.
It is a hint for a person, never a verdict: near-alike scenes of one site also lie close."""

from PIL import Image

LOOK = 6


def dhash(image: Image.Image) -> str:
    """Sixteen hex digits: each bit says whether a cell of the 9×8 grey picture is brighter than its right neighbour."""
    cells = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (cells[9 * row + column] > cells[9 * row + column + 1])
    return f"{bits:016x}"


def rotations(image: Image.Image) -> tuple[str, str, str, str]:
    """The hashes of the picture turned by 0, 90, 180 and 270 degrees."""
    small = image.convert("L").resize((72, 72), Image.Resampling.BOX)
    turn = Image.Transpose
    return (
        dhash(small),
        dhash(small.transpose(turn.ROTATE_90)),
        dhash(small.transpose(turn.ROTATE_180)),
        dhash(small.transpose(turn.ROTATE_270)),
    )


def hamming(one: str, other: str) -> int:
    """How many of the 64 bits differ; up to `LOOK` a person should look."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def distance(one: str, turned: tuple[str, ...]) -> int:
    """The smallest difference between a hash and the rotations of another picture."""
    return min(hamming(one, other) for other in turned)
