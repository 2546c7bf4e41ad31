"""Bodies of the acts on photos, and of what the system finds out about an original."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from audit_app.rules.vocabulary import PHOTO_SOURCES
from schemas.fields import Choice, Count, Flag, Id, Instant, Loose, Ref, Sha256, Shape, Text
from schemas.ops.common import OnClause, Withdraw
from schemas.words import say


class PhotoAdd(Shape):
    visit = Id()
    ref = Ref(allow_none=True)
    department = Text(most=40)
    sha256 = Sha256()
    size = Count(least=1)
    number = Text(most=60, least=1)
    label = Text(most=100)
    source = Choice(*PHOTO_SOURCES)
    taken_at = Instant()


class PhotoFile(Shape):
    visit = Id()
    ref = Ref()


class PhotoFileNumbered(PhotoFile):
    number = Text(most=60, least=1, required=False, allow_none=True, load_default=None)


class PhotoUse(OnClause):
    used = Flag()


class PhotoReceived(Shape):
    organisation = Id()
    size = Count(least=1)
    format = Choice("JPEG", "PNG", "WEBP")
    width = Count(least=1)
    height = Count(least=1)
    exif = Loose()


class PhotoReceivedUnplaced(PhotoReceived):
    @validates_schema
    def without_position(self, data: dict[str, Any], **_: Any) -> None:
        if "position" in data["exif"]:
            raise ValidationError(say("unknown"), "exif")


class PhotoSwept(Shape):
    organisation = Id()
    size = Count()
    through = Count(most=2**53)


class PhotoChecked(Shape):
    organisation = Id()
    problem = Text(most=300, allow_none=True)
    phash = Text(most=16, allow_none=True)


SHAPES: dict[tuple[str, int], type[Shape]] = {
    ("photo.add", 1): PhotoAdd,
    ("photo.file", 1): PhotoFile,
    ("photo.file", 2): PhotoFileNumbered,  # with its number
    ("photo.file", 3): PhotoFileNumbered,  # evidence that was raised keeps its number
    ("photo.use", 1): PhotoUse,
    ("photo.withdraw", 1): Withdraw,
    ("photo.withdraw", 2): Withdraw,  # evidence that was raised stays
    ("photo.received", 1): PhotoReceived,
    ("photo.received", 2): PhotoReceivedUnplaced,  # where it was taken stays in the original
    ("photo.checked", 1): PhotoChecked,
    ("photo.checked", 2): PhotoChecked,  # where it was taken stays in the original
    ("photo.swept", 1): PhotoSwept,
}
