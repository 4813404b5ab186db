// A second journey through masto.js: log-in by each grant, and what people keep, choose and tell one another.
// Arguments: the address of the network, the tokens of two people, what the first logs in with, a picture, and the
// token of somebody who lets followers in one by one.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createOAuthAPIClient, createRestAPIClient } from "masto";
import { ann, annsToken, bob, eventually, idsOf, refused, step, url } from "./walk.js";

const [login, password, code, clientId, clientSecret, picture, catsToken] = process.argv.slice(5);
const redirectUri = "urn:ietf:wg:oauth:2.0:oob";
const me = await ann.v1.accounts.verifyCredentials();
const him = await bob.v1.accounts.verifyCredentials();

await step("grants", async () => {
  const oauth = createOAuthAPIClient({ url });
  const app = { clientId, clientSecret, redirectUri };
  const byPassword = await oauth.token.create({
    ...app, grantType: "password", username: login, password, scope: "read write",
  });
  const byPage = await oauth.token.create({ ...app, grantType: "authorization_code", code });
  for (const { accessToken } of [byPassword, byPage]) {
    const client = createRestAPIClient({ url, accessToken });
    assert.equal((await client.v1.accounts.verifyCredentials()).id, me.id);
    await oauth.revoke({ clientId, clientSecret, token: accessToken });
    // Functions know a token for some seconds.
    await eventually(() => client.v1.accounts.verifyCredentials().then(() => false, (error) => error.statusCode === 401));
  }
  const ofTheApp = await oauth.token.create({ ...app, grantType: "client_credentials", scope: "read" });
  assert.ok(ofTheApp.accessToken);
  assert.notEqual(ofTheApp.accessToken, annsToken);
});

await step("pictures", async () => {
  const file = new Blob([await readFile(picture)], { type: "image/png" });
  const media = await ann.v2.media.create({ file, description: "a field", focus: "0.5,-0.5" });
  assert.deepEqual([media.type, media.description, media.meta.focus.x], ["image", "a field", 0.5]);
  assert.equal((await ann.v1.media.$select(media.id).update({ description: "a wide field" })).description, "a wide field");
  const posted = await ann.v1.statuses.create({ status: "look", mediaIds: [media.id], sensitive: true });
  const seen = await bob.v1.statuses.$select(posted.id).fetch();
  assert.deepEqual(idsOf(seen.mediaAttachments), [media.id]);
  assert.equal((await fetch(seen.mediaAttachments[0].previewUrl)).status, 200);
  assert.equal((await bob.v1.accounts.$select(me.id).statuses.list({ onlyMedia: true }))[0].id, posted.id);
});

await step("requests", async () => {
  const cat = createRestAPIClient({ url, accessToken: catsToken });
  const { id, locked } = await cat.v1.accounts.verifyCredentials();
  assert.ok(locked);
  assert.ok((await bob.v1.accounts.$select(id).follow()).requested);
  await eventually(async () => idsOf(await cat.v1.followRequests.list()).includes(him.id));
  assert.ok((await cat.v1.followRequests.$select(him.id).authorize()).followedBy);
});

await step("blocks", async () => {
  assert.ok((await ann.v1.accounts.$select(him.id).block()).blocking);
  assert.deepEqual(idsOf(await ann.v1.blocks.list()), [him.id]);
  await refused(bob.v1.accounts.$select(me.id).follow(), 403);
  assert.ok(!(await ann.v1.accounts.$select(him.id).unblock()).blocking);
  assert.ok((await bob.v1.accounts.$select(me.id).follow()).following);
  assert.ok((await bob.v1.accounts.$select(me.id).mute({ notifications: false })).muting);
  assert.deepEqual(idsOf(await bob.v1.mutes.list()), [me.id]);
  await bob.v1.accounts.$select(me.id).unmute();
});

await step("lists", async () => {
  const list = await bob.v1.lists.create({ title: "Friends", exclusive: false });
  await bob.v1.lists.$select(list.id).accounts.create({ accountIds: [me.id] });
  assert.deepEqual(idsOf(await bob.v1.lists.$select(list.id).accounts.list()), [me.id]);
  const posted = await ann.v1.statuses.create({ status: "to my friends" });
  await eventually(async () => idsOf(await bob.v1.timelines.list.$select(list.id).list()).includes(posted.id));
  await bob.v1.lists.$select(list.id).accounts.remove({ accountIds: [me.id] });
  assert.equal((await bob.v1.lists.$select(list.id).update({ title: "Others" })).title, "Others");
  await bob.v1.lists.$select(list.id).remove();
  assert.deepEqual(await bob.v1.lists.list(), []);
});

await step("filters", async () => {
  const filter = await bob.v2.filters.create({
    title: "Spoilers", context: ["home", "public"], filterAction: "warn",
    keywordsAttributes: [{ keyword: "ending", wholeWord: true }],
  });
  const posted = await ann.v1.statuses.create({ status: "what an ending" });
  const seen = await bob.v1.statuses.$select(posted.id).fetch();
  assert.deepEqual([seen.filtered[0].filter.title, seen.filtered[0].keywordMatches], ["Spoilers", ["ending"]]);
  const [keyword] = await bob.v2.filters.$select(filter.id).keywords.list();
  await bob.v2.filters.keywords.$select(keyword.id).update({ keyword: "finale" });
  assert.deepEqual((await bob.v1.statuses.$select(posted.id).fetch()).filtered, []);
  await bob.v2.filters.$select(filter.id).remove();
});

await step("search", async () => {
  const posted = await ann.v1.statuses.create({ status: "a kestrel over the #meadow" });
  await eventually(async () => idsOf((await bob.v2.search.list({ q: "kestrel", type: "statuses" })).statuses).includes(posted.id));
  assert.equal((await bob.v2.search.list({ q: `@${me.acct}`, type: "accounts" })).accounts[0].id, me.id);
  assert.ok((await bob.v1.tags.$select("meadow").follow()).following);
  assert.deepEqual((await bob.v1.followedTags.list()).map((each) => each.name), ["meadow"]);
  assert.ok(!(await bob.v1.tags.$select("meadow").unfollow()).following);
});

await step("notifications", async () => {
  const posted = await ann.v1.statuses.create({ status: "like this" });
  await bob.v1.statuses.$select(posted.id).favourite();
  const mentioning = await bob.v1.statuses.create({ status: `@${me.acct} hello` });
  const told = await eventually(async () => {
    // Bob's follow, of some steps before, is told as well: what comes after the last one was cleared would stand.
    const found = await ann.v1.notifications.list({ types: ["favourite", "mention", "follow"] });
    return found.length >= 3 && found;
  });
  assert.ok(told.some((each) => each.type === "mention" && each.status.id === mentioning.id));
  const grouped = await ann.v2.notifications.list({ groupedTypes: ["favourite"] });
  const group = grouped.notificationGroups.find((each) => each.type === "favourite");
  assert.deepEqual([group.statusId, group.sampleAccountIds], [posted.id, [him.id]]);
  assert.deepEqual(idsOf(grouped.accounts).includes(him.id), true);
  await ann.v1.markers.create({ notifications: { lastReadId: told[0].id } });
  assert.equal((await ann.v1.markers.fetch({ timeline: ["notifications"] })).notifications.lastReadId, told[0].id);
  assert.equal((await ann.v2.notifications.policy.fetch()).forNotFollowing, "accept");
  await ann.v1.notifications.$select(told[0].id).dismiss();
  await ann.v1.notifications.clear();
  assert.deepEqual(await ann.v1.notifications.list(), []);
});

await step("conversations", async () => {
  await ann.v1.accounts.$select(him.id).follow();
  const sent = await ann.v1.statuses.create({ status: `@${him.acct} between us`, visibility: "direct" });
  const conversation = await eventually(async () =>
    (await bob.v1.conversations.list()).find((each) => each.lastStatus?.id === sent.id),
  );
  assert.deepEqual([conversation.unread, idsOf(conversation.accounts)], [true, [me.id]]);
  const told = await eventually(async () =>
    (await bob.v1.notifications.list({ types: ["mention"] })).find((each) => each.status?.id === sent.id),
  );
  assert.deepEqual([told.status.visibility, told.account.id], ["direct", me.id]);
  assert.ok(!(await bob.v1.conversations.$select(conversation.id).read()).unread);
  await bob.v1.conversations.$select(conversation.id).remove();
});

await step("scheduled", async () => {
  const at = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const scheduled = await ann.v1.statuses.create({ status: "later", scheduledAt: at(1) });
  assert.deepEqual(idsOf(await ann.v1.scheduledStatuses.list()), [scheduled.id]);
  const moved = await ann.v1.scheduledStatuses.$select(scheduled.id).update({ scheduledAt: at(2) });
  assert.ok(moved.scheduledAt > scheduled.scheduledAt);
  await ann.v1.scheduledStatuses.$select(scheduled.id).remove();
  assert.deepEqual(await ann.v1.scheduledStatuses.list(), []);
});
