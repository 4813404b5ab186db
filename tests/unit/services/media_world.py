"""People who upload pictures, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from linnet.domain.media import StoredMedia
from linnet.services.expire_media import ExpireMedia
from linnet.services.keep_media import KeepMedia
from linnet.services.upload_media import UploadMedia
from tests.fakes.environment import FakeClock, FakeIds, FakeSecrets, SequentialParallel
from tests.fakes.media import FakeMedia, FakeMediaFiles, FakePictures
from tests.pictures import picture
from tests.unit.services.tweet_world import viewer

PICTURE = picture()


@dataclass
class MediaWorld:
    """Everybody's pictures."""

    clock: FakeClock = field(default_factory=FakeClock)
    media: FakeMedia = field(default_factory=FakeMedia)
    files: FakeMediaFiles = field(default_factory=FakeMediaFiles)
    pictures: FakePictures = field(default_factory=FakePictures)
    parallel: SequentialParallel = field(default_factory=SequentialParallel)

    def __post_init__(self) -> None:
        self.upload = UploadMedia(
            self.media, self.files, self.pictures, self.parallel, self.clock, FakeIds(self.clock), FakeSecrets()
        )
        self.keep = KeepMedia(self.media, self.files, self.pictures, self.clock)
        self.expire = ExpireMedia(self.media, self.media, self.files, self.parallel, self.clock)

    def uploaded(self, owner_id: int, content: bytes = PICTURE, description: str = "") -> StoredMedia:
        """Let somebody upload a picture."""
        return self.upload.run(viewer(owner_id), content, description=description)
