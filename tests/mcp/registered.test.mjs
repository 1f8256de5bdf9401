// MCP clients that register themselves (RFC 7591), as the SDK does where a server knows them neither by name nor by document.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { listen } from './callback.mjs';
import { SDKS } from './mcp_client.mjs';
import { openWorld } from './world.mjs';

let world;
let notes;

before(async () => {
  world = await openWorld();
  notes = await world.notes({ scopes: ['openid'] });
});
after(() => world?.close());

const registrations = (app, metadata) => app.requests.filter((line) => line === `POST ${metadata.registration_endpoint}`);

test('discovery names where to register', async () => {
  const metadata = await world.metadata();
  assert.equal(metadata.registration_endpoint, `${world.issuer}/api/method/frappe.integrations.oauth2.register_client`);
});

for (const [name, sdk] of Object.entries(SDKS)) {
  test(`${name} registers an app and is told what was registered`, async () => {
    const app = await world.app();
    const client = await sdk.registerClient(world.issuer, {
      metadata: await world.metadata(),
      clientMetadata: app.clientMetadata,
      scope: 'openid',
    });
    assert.ok(client.client_id);
    assert.equal(client.client_secret, undefined, 'a public client has no secret');
    assert.equal(client.token_endpoint_auth_method, 'none');
    assert.deepEqual(client.redirect_uris, [app.redirectUrl]);
    assert.equal(client.client_name, 'Quill');
  });

  test(`${name} registers, logs in on a port of its own, calls a tool and renews`, async () => {
    const app = await world.app();
    const person = world.person();
    const connection = await app.connect(sdk, notes.resource, person);
    assert.equal(await connection.call('count_notes'), '0 notes');
    assert.equal(registrations(app, await world.metadata()).length, 1);
    assert.equal(person.questions.length, 1, 'nobody vouches for an app that registered itself: the person is asked');

    const { access_token, refresh_token } = app.kept;
    app.kept = { ...app.kept, access_token: 'expired' };
    assert.equal(await connection.call('count_notes'), '0 notes');
    await connection.close();
    assert.equal(app.opened.length, 1, 'nobody is asked to log in again');
    assert.notEqual(app.kept.access_token, access_token);
    assert.notEqual(app.kept.refresh_token, refresh_token);
  });

  test(`${name} with a secret that it was given logs in and renews`, async () => {
    const app = await world.app();
    app.clientMetadata = { ...app.clientMetadata, token_endpoint_auth_method: 'client_secret_post' };
    const connection = await app.connect(sdk, notes.resource, world.person());
    assert.ok(app.information.client_secret);
    app.kept = { ...app.kept, access_token: 'expired' };
    assert.equal(await connection.call('count_notes'), '0 notes');
    await connection.close();
  });

  test(`${name} comes back on another port with the registration it has`, async () => {
    const app = await world.app();
    await (await app.connect(sdk, notes.resource, world.person())).close();
    const later = await world.app({ information: app.information });
    assert.notEqual(later.redirectUrl, app.redirectUrl);
    const connection = await later.connect(sdk, notes.resource, world.person());
    assert.equal(await connection.call('count_notes'), '0 notes');
    await connection.close();
    assert.equal(registrations(later, await world.metadata()).length, 0);
  });

  test(`${name} that is not known any more registers again`, async () => {
    const stale = { client_id: 'long-gone', issuer: world.issuer };
    const app = await world.app({ information: stale, kept: { access_token: 'x', refresh_token: 'y', issuer: world.issuer } });
    const connection = await app.connect(sdk, notes.resource, world.person());
    assert.equal(await connection.call('count_notes'), '0 notes');
    await connection.close();
    assert.notEqual(app.information.client_id, 'long-gone');
  });
}

test('a page in a browser may register', async () => {
  const { registration_endpoint } = await world.metadata();
  const answer = await fetch(registration_endpoint, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://localhost:6274',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
  assert.ok(answer.ok, `${answer.status}`);
  assert.ok(['*', 'http://localhost:6274'].includes(answer.headers.get('access-control-allow-origin')));
});

test('a registration that cannot be is told why as the RFC says', async () => {
  const { registration_endpoint } = await world.metadata();
  for (const metadata of [
    { client_name: 'No address' },
    { client_name: 'Anybody on the way reads it', redirect_uris: ['http://app.example.com/callback'] },
    { client_name: 'Script', redirect_uris: ['javascript:alert(1)'] },
  ]) {
    const answer = await fetch(registration_endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(metadata),
    });
    const { error } = await answer.json();
    assert.equal(answer.status, 400, metadata.client_name);
    // Frappe says the latter of every fault.
    assert.ok(['invalid_redirect_uri', 'invalid_client_metadata'].includes(error), error);
  }
});

test('a browser is sent nowhere but to an address that was registered', async () => {
  const app = await world.app();
  const elsewhere = await listen();
  world.ends.push(elsewhere.close);
  const metadata = await world.metadata();
  const { registerClient, startAuthorization } = SDKS['SDK 1'];
  const clientInformation = await registerClient(world.issuer, { metadata, clientMetadata: app.clientMetadata });
  const { authorizationUrl } = await startAuthorization(world.issuer, {
    metadata,
    clientInformation,
    redirectUrl: elsewhere.uri.replace('/callback', '/other'),
  });
  await assert.rejects(world.person().allow(authorizationUrl), /^Error: 400: /);
});
