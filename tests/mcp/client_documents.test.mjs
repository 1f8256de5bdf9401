// MCP clients that are known by a document at their client_id (Client ID Metadata Documents), as desktop apps publish theirs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { SDKS } from './mcp_client.mjs';
import { words } from './person.mjs';
import { openWorld, present } from './world.mjs';

let world;
let notes;

before(async () => {
  world = await openWorld();
  notes = await world.notes({ scopes: ['openid'] });
});
after(() => world?.close());

const LOOPBACK = ['http://localhost/callback', 'http://127.0.0.1/callback'];
const NATIVE = {
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};

// The shapes of documents that are published. Each is used with a callback on a port that is free at the time.
const DOCUMENTS = {
  'names loopback without a port, and no kind of application': {
    client_name: 'Code',
    client_uri: 'https://code.example.com',
    redirect_uris: LOOPBACK,
    ...NATIVE,
  },
  'names another port of loopback than is used': {
    client_name: 'Command Line',
    application_type: 'native',
    redirect_uris: ['http://127.0.0.1:33418/callback'],
    ...NATIVE,
  },
  'names members and grants that mean nothing to us, and an https address too': {
    client_name: 'Studio',
    client_uri: 'https://studio.example.com/product',
    application_type: 'native',
    redirect_uris: ['http://127.0.0.1:33418/callback', 'https://studio.example.com/redirect'],
    ...NATIVE,
    grant_types: [...NATIVE.grant_types, 'urn:ietf:params:oauth:grant-type:device_code'],
    token_endpoint_auth_methods_supported: ['none'],
  },
};

test('discovery says in both documents that clients may be known by a document', async () => {
  for (const name of ['oauth-authorization-server', 'openid-configuration']) {
    const metadata = await (await fetch(`${world.issuer}/.well-known/${name}`)).json();
    assert.equal(metadata.client_id_metadata_document_supported, true, name);
    // There are apps that look for this too, as they have no secret.
    assert.ok(metadata.token_endpoint_auth_methods_supported.includes('none'), name);
  }
});

// The SDK takes no plain http as `clientMetadataUrl`, not on loopback either: the id is handed to it.
const known = (document) => ({ information: { client_id: document.id, issuer: world.issuer } });

for (const [name, sdk] of Object.entries(SDKS)) {
  test(`${name} gives the address of its document as its id where that is taken, and does not register`, async () => {
    const clientMetadataUrl = 'https://quill.example.com/client.json';
    const app = await world.app({ clientMetadataUrl });
    assert.equal(await sdk.auth(app, { serverUrl: notes.resource, fetchFn: app.fetch }), 'REDIRECT');
    assert.equal(app.opened[0].searchParams.get('client_id'), clientMetadataUrl);
    assert.ok(app.requests.every((line) => line.startsWith('GET ')), `${app.requests}`);
  });

  for (const [shape, content] of Object.entries(DOCUMENTS)) {
    test(`${name} with a document that ${shape} logs in, calls a tool and renews`, async () => {
      const document = await world.document(content);
      const app = await world.app(known(document));
      const person = world.person();
      const connection = await app.connect(sdk, notes.resource, person);
      assert.equal(await connection.call('count_notes'), '0 notes');
      assert.equal(app.opened[0].searchParams.get('client_id'), document.id);
      assert.equal(person.questions.length, 1);

      app.kept = { ...app.kept, access_token: 'expired' };
      assert.equal(await connection.call('count_notes'), '0 notes');
      await connection.close();
      assert.equal(app.opened.length, 1, 'nobody is asked to log in again');
      assert.equal(document.read, 1, 'a document that may be kept for five minutes is read once');
    });
  }
}

test('localhost is loopback too', async () => {
  const document = await world.document({ client_name: 'Code', redirect_uris: LOOPBACK, ...NATIVE });
  const app = await world.app(known(document), 'localhost');
  await (await app.connect(SDKS['SDK 1'], notes.resource, world.person())).close();
  assert.equal((await present(notes.resource, app.kept.access_token)).status, 200);
});

test('the question names the host of the document, and the name it gives itself', async () => {
  const content = { client_name: 'Code <b>', redirect_uris: ['http://127.0.0.1/callback'], ...NATIVE };
  const document = await world.document(content, 'localhost');
  const app = await world.app(known(document));
  const person = world.person();
  await (await app.connect(SDKS['SDK 1'], notes.resource, person)).close();
  const [question] = person.questions;
  // Anybody may write any name into a document: only its host is proven.
  const said = words(question);
  assert.match(said, /\blocalhost\b/);
  assert.ok(said.includes('Code <b>'), said);
});

/** What becomes of a browser that comes with a client's document. */
async function refused(content, redirect) {
  const document = await world.document({ client_name: 'Code', ...NATIVE, ...content });
  const app = await world.app(known(document));
  if (redirect) app.redirectUrl = redirect;
  assert.equal(await SDKS['SDK 1'].auth(app, { serverUrl: notes.resource }), 'REDIRECT');
  await assert.rejects(app.answer(world.person()), /^Error: 40\d: /);
  assert.ok(document.read > 0, 'it has been read');
}

test('a document that says it is of another client is refused', () =>
  refused({ client_id: 'https://code.example.com/client.json', redirect_uris: LOOPBACK }));

test('an address that is not in the document is refused', () =>
  refused({ redirect_uris: LOOPBACK }, 'https://evil.example.com/callback'));

test('another path of loopback than the document names is refused', () =>
  refused({ redirect_uris: LOOPBACK }, 'http://127.0.0.1:33418/other'));

test('a document without addresses is refused', () => refused({}));
