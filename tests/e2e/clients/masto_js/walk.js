// What journeys share: who walks, steps that tell of themselves, and waiting for what comes a moment later.
import assert from "node:assert/strict";
import { createRestAPIClient } from "masto";

export const [url, annsToken, bobsToken] = process.argv.slice(2);
export const ann = createRestAPIClient({ url, accessToken: annsToken });
export const bob = createRestAPIClient({ url, accessToken: bobsToken });

export async function step(name, run) {
  await run();
  console.log(name);
}

// Streams and queues are polled by the emulator, beside the stories of another worker.
const PATIENCE_MS = 90_000;

export async function eventually(check) {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
    const found = await check();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("it did not happen in time");
}

export async function refused(promise, status) {
  await assert.rejects(promise, (error) => error.statusCode === status);
}

export function idsOf(entities) {
  return entities.map((each) => each.id);
}
