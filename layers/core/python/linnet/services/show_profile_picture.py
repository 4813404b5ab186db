"""Choose the pictures of one's own profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import Code, DomainError, conflict
from linnet.domain.media import PROFILE_SIZES, Media, Purpose
from linnet.domain.users import User, Viewer
from linnet.ports.identity import Accounts, ProfilePictures, VersionConflict
from linnet.services.upload_media import UploadMedia, judged

ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class ShowProfilePicture:
    """A picture is cut, stored, and shown; the one before is removed, so its address changes with it."""

    accounts: Accounts
    pictures: ProfilePictures
    upload: UploadMedia

    def several(self, viewer: Viewer, contents: Mapping[Purpose, bytes]) -> None:
        """Show several pictures, or none of them where one is none. Raise a DomainError on the field of its purpose."""
        for purpose, content in contents.items():
            judged(content, purpose.value)
        for purpose, content in contents.items():
            self.run(viewer, purpose, content)

    def run(self, viewer: Viewer, purpose: Purpose, content: bytes) -> User:
        """Show a picture and return the profile. Raise a DomainError on the field of its purpose."""
        stored = self.upload.for_profile(viewer, content, purpose, PROFILE_SIZES[purpose])
        return self._put(viewer, purpose, stored.media)

    def remove(self, viewer: Viewer, purpose: Purpose) -> User:
        """Show none, also where there was none, and return the profile. Raise a DomainError."""
        return self._put(viewer, purpose, None)

    def _put(self, viewer: Viewer, purpose: Purpose, media: Media | None) -> User:
        for _ in range(ATTEMPTS):
            user = self.accounts.get_user(viewer.user_id)
            if user is None:
                raise DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
            try:
                return self.pictures.put(user, purpose, media)
            except VersionConflict:
                continue
        raise conflict("the profile is being changed elsewhere; please try again")
