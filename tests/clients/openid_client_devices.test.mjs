// openid-client for what has no browser of its own: a program that acts by itself, and a device that shows a code.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import * as client from 'openid-client';

import { PASSWORD, secretOf, startServer } from './server.mjs';

const OPTIONS = { execute: [client.allowInsecureRequests] };
let server;

before(async () => {
  server = await startServer();
});
after(() => server?.stop());

test('a program gets a token for itself, and no more than that', async () => {
  const config = await client.discovery(new URL(server.issuer), 'job', await secretOf('job'), undefined, OPTIONS);
  const tokens = await client.clientCredentialsGrant(config, { scope: 'openid' });
  assert.deepEqual(Object.keys(tokens).sort(), ['access_token', 'expires_in', 'scope', 'token_type']);
  const told = await client.tokenIntrospection(config, tokens.access_token);
  assert.deepEqual([told.active, told.client_id, told.email], [true, 'job', 'erin@example.com']);
  const profile = await client.fetchUserInfo(config, tokens.access_token, client.skipSubjectCheck);
  assert.equal(profile.email, 'erin@example.com');
  await assert.rejects(client.clientCredentialsGrant(config, { scope: 'admin' }), { error: 'invalid_scope' });
});

/** A person who answers the device at the page that it names. */
async function answer({ verification_uri, user_code }, decision) {
  const login = await fetch(`${server.issuer}/api/method/login`, {
    method: 'POST',
    body: new URLSearchParams({ usr: 'alice@example.com', pwd: PASSWORD }),
  });
  const cookie = login.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
  const page = await (await fetch(verification_uri, { headers: { cookie } })).text();
  const csrf_token = /name="csrf_token" value="([^"]+)"/.exec(page)[1];
  const body = new URLSearchParams({ csrf_token, user_code, decision });
  const done = await fetch(verification_uri, { method: 'POST', headers: { cookie }, body });
  assert.equal(done.status, 200);
}

function discover() {
  return client.discovery(new URL(server.issuer), 'tv', undefined, client.None(), OPTIONS);
}

test('a device waits for its user, and gets tokens and an ID Token for him', async () => {
  const config = await discover();
  const device = await client.initiateDeviceAuthorization(config, { scope: 'openid all' });
  assert.deepEqual([device.expires_in, device.interval], [600, 5]);
  const [tokens] = await Promise.all([
    client.pollDeviceAuthorizationGrant(config, device),
    // After the first poll, which is told to wait.
    new Promise((resolve) => setTimeout(resolve, 6_000)).then(() => answer(device, 'allow')),
  ]);
  assert.equal(tokens.claims().email, 'alice@example.com');
  const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
  const profile = await client.fetchUserInfo(config, renewed.access_token, tokens.claims().sub);
  assert.equal(profile.email, 'alice@example.com');
});

test('a device that is denied is told so', async () => {
  const config = await discover();
  const device = await client.initiateDeviceAuthorization(config, {});
  await answer(device, 'deny');
  await assert.rejects(client.pollDeviceAuthorizationGrant(config, device), { error: 'access_denied' });
});
