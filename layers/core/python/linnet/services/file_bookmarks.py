"""Keep folders for bookmarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError, invalid, not_found
from linnet.domain.tweets import MAX_FOLDER_NAME, MAX_FOLDERS, BookmarkFolder
from linnet.domain.users import Viewer
from linnet.ports.bookmarks import Bookmarks
from linnet.ports.environment import IdSource


@dataclass(frozen=True, slots=True)
class FileBookmarks:
    """Folders are the account's own; two may have one name. What lay in a removed one stays bookmarked."""

    bookmarks: Bookmarks
    ids: IdSource

    def all(self, viewer: Viewer) -> Sequence[BookmarkFolder]:
        """Return the viewer's folders, oldest first."""
        return self.bookmarks.folders(viewer.user_id)

    def create(self, viewer: Viewer, name: str) -> BookmarkFolder:
        """Make a folder. Raise a DomainError for a bad name, or when there are too many."""
        folder = BookmarkFolder(self.ids.next_id(), _checked(name))
        if not self.bookmarks.add_folder(viewer.user_id, folder, MAX_FOLDERS):
            raise DomainError(Code.LIMIT_REACHED, f"an account has at most {MAX_FOLDERS} folders")
        return folder

    def rename(self, viewer: Viewer, folder_id: int, name: str) -> BookmarkFolder:
        """Give a folder another name. Raise a DomainError for a bad name, or where there is no such folder."""
        folder = BookmarkFolder(folder_id, _checked(name))
        if not self.bookmarks.rename_folder(viewer.user_id, folder):
            raise not_found("folder")
        return folder

    def remove(self, viewer: Viewer, folder_id: int) -> None:
        """Remove a folder. Raise a DomainError where there is no such folder."""
        if not self.bookmarks.remove_folder(viewer.user_id, folder_id):
            raise not_found("folder")


def _checked(name: str) -> str:
    stripped = name.strip()
    if not 1 <= len(stripped) <= MAX_FOLDER_NAME:
        raise invalid("name", f"must have 1 to {MAX_FOLDER_NAME} characters")
    return stripped
