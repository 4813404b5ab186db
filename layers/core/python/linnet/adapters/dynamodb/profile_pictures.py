"""Pictures of profiles: the profile and what it holds change together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.identity_rows import CONTENT, IdentityRow
from linnet.adapters.dynamodb.invalidations import USER, InvalidationRow, log_rows
from linnet.adapters.dynamodb.media_holding import MediaHolding
from linnet.adapters.dynamodb.media_values import encode_one
from linnet.adapters.dynamodb.transactions import ConditionsFailed
from linnet.domain.media import Media, Purpose
from linnet.domain.users import User
from linnet.ports.identity import VersionConflict
from linnet.ports.media import MediaTaken


@dataclass(frozen=True, slots=True)
class DynamoProfilePictures:
    """Implement the port `ProfilePictures`."""

    row: type[IdentityRow]
    log: type[InvalidationRow]
    holding: MediaHolding
    writing: Writing

    def put(self, user: User, purpose: Purpose, media: Media | None) -> User:
        before = user.avatar if purpose is Purpose.AVATAR else user.header
        if media is None and before is None:
            return user
        shown = replace(user, version=user.version + 1)
        if purpose is Purpose.AVATAR:
            shown, attribute = replace(shown, avatar=media), IdentityRow.avatar
        else:
            shown, attribute = replace(shown, header=media), IdentityRow.header
        now_ms = self.writing.clock.now_ms()
        log = log_rows(
            self.log,
            USER,
            user.id,
            shown.version,
            now_ms=now_ms,
            replicas=self.writing.replicas,
            random=self.writing.random,
        )

        def fill(write: TransactWrite) -> None:
            write.update(
                self.row(keys.user(user.id), keys.PROFILE),
                actions=[
                    attribute.remove() if media is None else attribute.set(encode_one(media)),
                    IdentityRow.version.set(shown.version),
                    IdentityRow.touched.set(CONTENT),
                ],
                condition=IdentityRow.version == user.version,
            )
            for line in log:
                write.save(line)
            if media is not None:
                self.holding.hold(write, user.id, [media], user.id, now_ms)
            if before is not None:
                self.holding.release(write, user.id, [before], user.id, now_ms)

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            raise (VersionConflict if refused.at(0) else MediaTaken) from refused
        return shown
