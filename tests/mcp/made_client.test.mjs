// MCP clients that an administrator made, and what a protected MCP server takes from them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { secretOf } from '../clients/server.mjs';
import { listen } from './callback.mjs';
import { App, SDKS } from './mcp_client.mjs';
import { openWorld, present, publicClient } from './world.mjs';

let world;
let ear;
let notes;

before(async () => {
  ear = await listen();
  world = await openWorld([publicClient('quill', ear.uri, 'all openid offline_access notes:read notes:write')]);
  notes = await world.notes({ scopes: ['notes:read'], writeScopes: ['notes:write'] });
});
after(async () => {
  ear?.close();
  await world?.close();
});

const app = () => new App(ear.uri, { information: { client_id: 'quill', issuer: world.issuer } });

/** The tokens of an app that has logged in for an MCP server. */
async function tokensFor(server) {
  const one = app();
  const connection = await one.connect(SDKS['SDK 1'], server.resource, world.person());
  await connection.close();
  return one.kept;
}

test('a stranger is told where the tokens of an MCP server come from', async () => {
  const answer = await present(notes.resource);
  assert.equal(answer.status, 401);
  const [, address] = /^Bearer .*resource_metadata="([^"]+)"/.exec(answer.headers.get('www-authenticate'));
  const metadata = await (await fetch(address)).json();
  assert.equal(metadata.resource, notes.resource);
  assert.deepEqual(metadata.authorization_servers, [world.issuer]);
});

test('a token that nobody gave is refused', async () => {
  assert.equal((await present(notes.resource, 'made-up')).status, 401);
});

for (const [name, sdk] of Object.entries(SDKS)) {
  test(`${name} finds our metadata from the refusal of an MCP server`, async () => {
    const found = await sdk.discoverOAuthServerInfo(notes.resource);
    assert.equal(found.authorizationServerUrl, world.issuer);
    assert.equal(found.authorizationServerMetadata.issuer, world.issuer);
    assert.deepEqual(found.authorizationServerMetadata.code_challenge_methods_supported, ['S256']);
  });

  test(`${name} gets tokens for the resource it names`, async () => {
    const one = app();
    const { resource } = notes;
    assert.equal(await sdk.auth(one, { serverUrl: resource, fetchFn: one.fetch }), 'REDIRECT');
    assert.equal(one.opened[0].searchParams.get('resource'), resource);
    const callback = await one.answer(world.person());
    const authorizationCode = callback.get('code');
    const iss = callback.get('iss');
    assert.equal(await sdk.auth(one, { serverUrl: resource, fetchFn: one.fetch, authorizationCode, iss }), 'AUTHORIZED');
    assert.ok(one.kept.refresh_token);
    assert.equal(one.kept.token_type, 'Bearer');
  });

  test(`${name} logs in, calls a tool and renews`, async () => {
    const one = app();
    const first = await one.connect(sdk, notes.resource, world.person());
    assert.equal(await first.call('count_notes'), '0 notes');
    const { access_token, refresh_token } = one.kept;

    // As when it has expired: the MCP server refuses it.
    one.kept = { ...one.kept, access_token: 'expired' };
    assert.equal(await first.call('count_notes'), '0 notes');
    await first.close();
    assert.equal(one.opened.length, 1, 'nobody is asked to log in again');
    assert.notEqual(one.kept.access_token, access_token);
    assert.notEqual(one.kept.refresh_token, refresh_token);
  });

  test(`a refresh token of ${name} is void when the next one has been used`, async () => {
    const one = app();
    const connection = await one.connect(sdk, notes.resource, world.person());
    await connection.close();
    const renew = async (refresh_token) => {
      const fields = { grant_type: 'refresh_token', refresh_token, client_id: 'quill', resource: notes.resource };
      return (await world.post('token_endpoint', fields)).json();
    };
    const first = one.kept.refresh_token;
    const third = await renew((await renew(first)).refresh_token);
    assert.equal((await present(notes.resource, third.access_token)).status, 200);
    assert.equal((await renew(first)).error, 'invalid_grant');
    // Somebody has stolen it, the app or the thief: neither keeps anything.
    assert.equal((await present(notes.resource, third.access_token)).status, 401);
  });

  test(`${name} with a token that was revoked is asked to log in again`, async () => {
    const one = app();
    const connection = await one.connect(sdk, notes.resource, world.person());
    const { access_token, refresh_token } = one.kept;
    assert.equal((await present(notes.resource, access_token)).status, 200);

    const revoked = await world.post('revocation_endpoint', { token: refresh_token, client_id: 'quill' });
    assert.equal(revoked.status, 200);
    assert.equal((await present(notes.resource, access_token)).status, 401);
    await assert.rejects(connection.call('count_notes'), sdk.UnauthorizedError);
    await connection.close();
    assert.equal(one.opened.length, 2);
  });
}

test('a token for one MCP server is refused by another', async () => {
  const other = await world.notes();
  const { access_token } = await tokensFor(notes);
  assert.equal((await present(notes.resource, access_token)).status, 200);
  assert.equal((await present(other.resource, access_token)).status, 401);
});

test('a token for no server in particular is refused by an MCP server', async () => {
  const one = app();
  const metadata = await world.metadata();
  const { startAuthorization, exchangeAuthorization } = SDKS['SDK 1'];
  const clientInformation = one.information;
  const { authorizationUrl, codeVerifier } = await startAuthorization(world.issuer, {
    metadata,
    clientInformation,
    redirectUrl: ear.uri,
    scope: 'notes:read',
    state: one.state(),
  });
  one.redirectToAuthorization(authorizationUrl);
  const authorizationCode = (await one.answer(world.person())).get('code');
  const tokens = await exchangeAuthorization(world.issuer, {
    metadata,
    clientInformation,
    authorizationCode,
    codeVerifier,
    redirectUri: ear.uri,
  });
  assert.equal((await present(notes.resource, tokens.access_token)).status, 401);
});

test('an MCP server sees in a token whom and what it is for', async () => {
  const { access_token } = await tokensFor(notes);
  const credentials = { client_id: 'api', client_secret: await secretOf('api') };
  const known = await (await world.post('introspection_endpoint', { token: access_token, ...credentials })).json();
  assert.deepEqual([known.aud].flat(), [notes.resource]);
  assert.equal(known.client_id, 'quill');
  assert.ok(known.scope.split(' ').includes('notes:read'));
});
