// A journey through masto.js, the library of web clients such as Elk and Phanpy. Arguments: the address of the network,
// then the tokens of two people. Each step prints its name when it is done; the first that fails ends the process.
import assert from "node:assert/strict";
import { createStreamingAPIClient } from "masto";
import { ann, bob, bobsToken, eventually, refused, step, url } from "./walk.js";

let me;
let status;

await step("apps", async () => {
  const app = await ann.v1.apps.create({
    clientName: "Journey",
    redirectUris: "urn:ietf:wg:oauth:2.0:oob",
    scopes: "read write follow push",
  });
  assert.ok(app.clientId);
});

await step("instance", async () => {
  const instance = await ann.v2.instance.fetch();
  assert.equal(instance.configuration.statuses.maxCharacters, 280);
  assert.equal((await ann.v1.instance.fetch()).uri, new URL(url).host);
});

await step("profile", async () => {
  me = await ann.v1.accounts.verifyCredentials();
  const changed = await ann.v1.accounts.updateCredentials({ note: "from a browser", displayName: "Ann" });
  assert.equal(changed.source.note, "from a browser");
  assert.equal((await bob.v1.accounts.lookup({ acct: me.acct })).id, me.id);
});

await step("relationships", async () => {
  assert.ok((await bob.v1.accounts.$select(me.id).follow()).following);
  const [pair] = await bob.v1.accounts.relationships.fetch({ id: [me.id] });
  assert.ok(pair.following);
  assert.ok((await bob.v1.accounts.$select(me.id).mute({ duration: 60 })).muting);
  assert.ok(!(await bob.v1.accounts.$select(me.id).unmute()).muting);
});

await step("profiles", async () => {
  assert.ok((await bob.v1.accounts.$select(me.id).pin()).endorsed);
  assert.deepEqual((await bob.v1.endorsements.list()).map((each) => each.id), [me.id]);
  assert.ok(!(await bob.v1.accounts.$select(me.id).unpin()).endorsed);
  const featured = await ann.v1.featuredTags.create({ name: "Birds" });
  assert.deepEqual((await bob.v1.accounts.$select(me.id).featuredTags.list()).map((each) => each.name), ["Birds"]);
  await ann.v1.featuredTags.$select(featured.id).remove();
  assert.ok((await ann.v1.accounts.updateCredentials({ discoverable: true })).discoverable);
  await eventually(async () => (await bob.v1.directory.list({ order: "new" })).some((each) => each.id === me.id));
  assert.ok((await bob.v2.suggestions.list()).every((each) => each.account.id !== me.id));
  assert.equal((await bob.v1.reports.create({ accountId: me.id, comment: "look" })).targetAccount.id, me.id);
  const [familiar] = await ann.v1.accounts.familiarFollowers.fetch({ id: [me.id] });
  assert.deepEqual(familiar.accounts, []);
});

await step("statuses", async () => {
  status = await ann.v1.statuses.create({ status: "hello from masto.js #masto", spoilerText: "cw" });
  assert.equal(status.spoilerText, "cw");
  const reply = await bob.v1.statuses.create({ status: "hello", inReplyToId: status.id });
  const context = await ann.v1.statuses.$select(status.id).context.fetch();
  assert.deepEqual(context.descendants.map((each) => each.id), [reply.id]);
  assert.equal((await ann.v1.statuses.$select(status.id).update({ status: "hello again #masto" })).id, status.id);
  assert.equal((await ann.v1.statuses.$select(status.id).source.fetch()).text, "hello again #masto");
  assert.equal((await ann.v1.statuses.$select(status.id).history.list()).length, 2);
});

await step("engagement", async () => {
  assert.ok((await bob.v1.statuses.$select(status.id).favourite()).favourited);
  const boost = await bob.v1.statuses.$select(status.id).reblog();
  assert.equal(boost.reblog.id, status.id);
  assert.ok((await bob.v1.statuses.$select(status.id).bookmark()).bookmarked);
  assert.equal((await bob.v1.bookmarks.list())[0].id, status.id);
  assert.equal((await bob.v1.favourites.list())[0].id, status.id);
  assert.ok(!(await bob.v1.statuses.$select(status.id).unreblog()).reblogged);
});

await step("polls", async () => {
  const { poll } = await ann.v1.statuses.create({ status: "which?", poll: { options: ["this", "that"], expiresIn: 600 } });
  const voted = await bob.v1.polls.$select(poll.id).votes.create({ choices: [0] });
  assert.deepEqual(voted.ownVotes, [0]);
  await refused(bob.v1.polls.$select(poll.id).votes.create({ choices: [1] }), 422);
});

await step("timelines", async () => {
  await eventually(async () => (await bob.v1.timelines.home.list()).some((each) => each.id === status.id));
  // Home may be merged from whom one follows before the stream has put anything into feeds.
  await eventually(async () =>
    (await bob.v1.timelines.tag.$select("masto").list()).some((each) => each.id === status.id),
  );
  for (let number = 0; number < 3; number++) await ann.v1.statuses.create({ status: `page ${number}` });
  const seen = [];
  for await (const page of bob.v1.accounts.$select(me.id).statuses.list({ limit: 2 })) seen.push(...page);
  assert.equal(new Set(seen.map((each) => each.id)).size, seen.length);
  assert.equal(seen.length, 5);
});

await step("streaming", async () => {
  const { configuration } = await bob.v2.instance.fetch();
  const streaming = createStreamingAPIClient({ streamingApiUrl: configuration.urls.streaming, accessToken: bobsToken });
  const heard = [];
  const listen = async (name, subscription) => {
    for await (const event of subscription) heard.push([name, event]);
  };
  const home = streaming.user.subscribe();
  const hashtag = streaming.hashtag.subscribe({ tag: "streamed" });
  const listening = [listen("user", home), listen("hashtag", hashtag)];
  const came = (name, event, id) => () =>
    heard.some(([where, each]) => where === name && each.event === event && (each.payload.id ?? each.payload) === id);
  // Nothing says when a subscription stands: the first that is heard does.
  await eventually(async () => {
    await ann.v1.statuses.create({ status: `probe ${Date.now()} #streamed` });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return ["user", "hashtag"].every((name) => heard.some(([where]) => where === name));
  });
  const streamed = await ann.v1.statuses.create({ status: "as it happens #streamed" });
  await eventually(came("user", "update", streamed.id));
  await eventually(came("hashtag", "update", streamed.id));
  await ann.v1.statuses.$select(streamed.id).update({ status: "as it happened #streamed" });
  await eventually(came("user", "status.update", streamed.id));
  const answer = await ann.v1.statuses.create({ status: `@${(await bob.v1.accounts.verifyCredentials()).acct} listen` });
  await eventually(() => heard.some(([, each]) => each.event === "notification" && each.payload.status?.id === answer.id));
  await ann.v1.statuses.$select(streamed.id).remove();
  await eventually(came("user", "delete", streamed.id));
  for (const each of [home, hashtag]) each.unsubscribe();
  streaming.close();
  await Promise.race([Promise.all(listening), new Promise((resolve) => setTimeout(resolve, 2_000))]);
});

await step("deletion", async () => {
  assert.equal((await ann.v1.statuses.$select(status.id).remove()).text, "hello again #masto");
  await refused(bob.v1.statuses.$select(status.id).fetch(), 404);
});
