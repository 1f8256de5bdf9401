// What MCP clients ask to be allowed: nothing in particular, what the MCP server names, and later more.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { listen } from './callback.mjs';
import { App, SDKS } from './mcp_client.mjs';
import { openWorld, publicClient } from './world.mjs';

let world;
let ear;

before(async () => {
  ear = await listen();
  world = await openWorld([publicClient('quill', ear.uri, 'openid profile notes:read notes:write')]);
});
after(async () => {
  ear?.close();
  await world?.close();
});

const made = () => new App(ear.uri, { information: { client_id: 'quill', issuer: world.issuer } });

for (const [name, sdk] of Object.entries(SDKS)) {
  test(`${name} that was made logs in where an MCP server names no scope`, async () => {
    const notes = await world.notes();
    const app = made();
    const connection = await app.connect(sdk, notes.resource, world.person());
    assert.equal(app.opened[0].searchParams.get('scope'), null);
    assert.equal(await connection.call('count_notes'), '0 notes');
    await connection.close();
    assert.ok(app.kept.scope, 'it is told what it may');
  });

  test(`${name} that registers itself logs in where an MCP server names no scope`, async () => {
    const notes = await world.notes();
    const app = await world.app();
    const connection = await app.connect(sdk, notes.resource, world.person());
    assert.equal(await connection.call('count_notes'), '0 notes');
    await connection.close();
  });

  test(`${name} with a document logs in where an MCP server names scopes of its own`, async () => {
    const notes = await world.notes({ scopes: ['notes:read'] });
    const { id } = await world.document({
      client_name: 'Code',
      redirect_uris: ['http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'none',
    });
    const app = await world.app({ information: { client_id: id, issuer: world.issuer } });
    const connection = await app.connect(sdk, notes.resource, world.person());
    assert.equal(await connection.call('count_notes'), '0 notes');
    await connection.close();
    assert.ok(app.kept.scope.split(' ').includes('notes:read'));
  });
}

test('offline_access does not hinder a client that may not have it', async () => {
  const notes = await world.notes({ scopes: ['notes:read'] });
  const app = made();
  // The newer SDK asks for it wherever our metadata names it.
  const connection = await app.connect(SDKS['SDK 2'], notes.resource, world.person());
  assert.equal(app.opened[0].searchParams.get('scope'), 'notes:read offline_access');
  assert.equal(await connection.call('count_notes'), '0 notes');
  await connection.close();
});

const WAYS = {
  'was made': () => made(),
  'registered itself': () => world.app(),
};

for (const [way, appOf] of Object.entries(WAYS)) {
  test(`a client that ${way} and whose scope is too small asks for more, and gets what the person allows`, async () => {
    const sdk = SDKS['SDK 2'];
    const notes = await world.notes({ scopes: ['notes:read'], writeScopes: ['notes:write'] });
    const app = await appOf();
    const person = world.person();
    const first = await app.connect(sdk, notes.resource, person);
    assert.equal(await first.call('count_notes'), '0 notes');
    await assert.rejects(first.call('add_note', { text: 'Buy ink' }));
    await first.close();
    const asked = app.opened.at(-1).searchParams.get('scope').split(' ');
    assert.ok(asked.includes('notes:read') && asked.includes('notes:write'), `${asked}`);

    const transport = new sdk.Transport(new URL(notes.resource), { authProvider: app });
    await sdk.finish(transport, await app.answer(person));
    const second = await app.connect(sdk, notes.resource, person);
    assert.equal(await second.call('add_note', { text: 'Buy ink' }), '1 notes');
    await second.close();
  });
}
