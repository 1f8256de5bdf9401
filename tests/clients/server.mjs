// The server under test: `affogato serve` in memory, with fixtures.json imported, on a port of its own.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const BINARY = process.env.AFFOGATO_BIN ?? here('../../target/debug/affogato');
// A debug build hashes the imported passwords slowly.
const READY_WITHIN_MS = 60_000;

export const PASSWORD = 'Passw0rd!x';
export const CALLBACK = 'http://127.0.0.1:9999/callback';

/** The fixtures as text; a test with a listener of its own puts its address in the place of port 9999. */
export async function fixtures() {
  return readFile(here('fixtures.json'), 'utf8');
}

/** The secret of a client in the fixtures. */
export async function secretOf(clientId) {
  return JSON.parse(await fixtures()).find((document) => document.client_id === clientId).client_secret;
}

/** Starts a server over these documents; `stop` ends it as Ctrl-C does. */
export async function startServer(documents) {
  const folder = await mkdtemp(join(tmpdir(), 'affogato-'));
  const file = join(folder, 'fixtures.json');
  await writeFile(file, documents ?? (await fixtures()));
  return serve(folder, ['--in-memory', '--import', file]);
}

/** Starts a server over a data folder that was empty until the command line made these users: roles by e-mail. */
export async function startEmptyServer(users) {
  const folder = await mkdtemp(join(tmpdir(), 'affogato-'));
  const data = ['--data', join(folder, 'data')];
  for (const [email, roles] of Object.entries(users)) {
    const given = roles.flatMap((role) => ['--role', role]);
    execFileSync(BINARY, ['user', 'add', email, ...given, '--password-stdin', ...data], { input: `${PASSWORD}\n` });
  }
  return serve(folder, data);
}

async function serve(folder, options) {
  const listen = `127.0.0.1:${await freePort()}`;
  const issuer = `http://${listen}`;
  const child = spawn(BINARY, ['serve', '--listen', listen, '--issuer', issuer, ...options]);
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', (error) => resolve(error.message));
  });
  const stop = async () => {
    child.kill('SIGINT');
    const code = await Promise.race([ended, sleep(10_000, 'ignored', { ref: false })]);
    child.kill('SIGKILL');
    await rm(folder, { recursive: true });
    assert.equal(code, 0, `Ctrl-C: ${code}\n${output}`);
  };
  const waiting = new AbortController();
  const ready = await Promise.race([ended, waitForPing(issuer, waiting.signal)]);
  if (ready !== true) {
    waiting.abort();
    child.kill('SIGKILL');
    await rm(folder, { recursive: true });
    throw new Error(`the server did not start (${ready})\n${output}`);
  }
  return { issuer, stop, output: () => output };
}

async function waitForPing(issuer, signal) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && !signal.aborted) {
    try {
      const answer = await fetch(`${issuer}/api/method/ping`);
      assert.deepEqual(await answer.json(), { message: 'pong' });
      return true;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      await sleep(100);
    }
  }
  return 'not ready in time';
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
