// openid-client registers itself (RFC 7591), reads, changes and deletes what it has registered (RFC 7592), and listens at a
// port of its own as an app on somebody's machine does (RFC 8252 section 7.3).
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import * as client from 'openid-client';

import { Person } from '../mcp/person.mjs';
import { fixtures, startServer } from './server.mjs';

const OPTIONS = { execute: [client.allowInsecureRequests] };
const SETTINGS = { doctype: 'OAuth Settings', name: 'OAuth Settings', enable_dynamic_client_registration: 1 };
/** What an app on somebody's machine registers: its port is not known before it listens. */
const LOOPBACK = 'http://127.0.0.1/cb';
const { publicKey, privateKey } = await generateKeyPair('ES256');
const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig' }] };
let server;
let ear;

before(async () => {
  ear = await listen();
  // Confidential clients that an administrator made.
  const made = ['Web', 'Native'].map((application_type) => ({
    doctype: 'OAuth Client',
    name: application_type,
    client_id: application_type,
    app_name: application_type,
    client_secret: 'made-secret-2b7e151628aed2a6abf7158809cf4f3c',
    application_type,
    scopes: 'openid email',
    redirect_uris: LOOPBACK,
    allowed_roles: [{ role: 'All' }],
  }));
  server = await startServer(JSON.stringify([...JSON.parse(await fixtures()), SETTINGS, ...made]));
});
after(async () => {
  ear?.close();
  await server?.stop();
});

/** The app's end: `uri` is its redirect URI, `came` the addresses at which a browser has come. */
async function listen() {
  const came = [];
  const listener = createServer((request, response) => {
    came.push(new URL(request.url, `http://${request.headers.host}`));
    response.end('You may close this page.');
  });
  await new Promise((resolve, reject) => listener.once('error', reject).listen(0, '127.0.0.1', resolve));
  return { uri: `http://127.0.0.1:${listener.address().port}/cb`, came, close: () => listener.close() };
}

/** Registers an app, which checks the signatures of its ID Tokens. */
async function register(metadata, authentication) {
  const config = await client.dynamicClientRegistration(new URL(server.issuer), metadata, authentication, OPTIONS);
  client.enableNonRepudiationChecks(config);
  return config;
}

/** An authorization request, and what to check when its answer comes. */
async function ask(config, redirect_uri = ear.uri) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() };
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: 'openid email',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  return { url, checks };
}

/** Alice logs in and allows the app; gives where her browser came to it, and the pages on which she was asked. */
async function allow({ url }) {
  const alice = new Person(server.issuer);
  ear.came.length = 0;
  await alice.allow(url);
  assert.equal(ear.came.length, 1, 'her browser comes to the app once');
  return { callback: ear.came[0], questions: alice.questions };
}

async function signIn(config) {
  const asked = await ask(config);
  const { callback, questions } = await allow(asked);
  return { tokens: await client.authorizationCodeGrant(config, callback, asked.checks), questions };
}

const METHODS = {
  client_secret_basic: client.ClientSecretBasic(),
  client_secret_post: client.ClientSecretPost(),
  private_key_jwt: client.PrivateKeyJwt(privateKey),
  none: client.None(),
};

for (const [method, authentication] of Object.entries(METHODS)) {
  test(`an app registers with ${method}, is told so, and signs a user in who is asked each time`, async () => {
    const metadata = {
      client_name: `Quill by ${method}`,
      redirect_uris: [ear.uri, 'https://quill.example.com/cb'],
      contacts: ['ops@quill.example.com'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      scope: 'openid email',
      token_endpoint_auth_method: method,
      ...(method === 'private_key_jwt' ? { jwks } : {}),
    };
    const config = await register(metadata, authentication);
    const told = config.clientMetadata();
    assert.deepEqual({ ...told, ...metadata }, told);
    assert.equal(typeof told.client_secret, method.startsWith('client_secret') ? 'string' : 'undefined');

    // The fixtures' settings ask nobody (Force), but nobody vouches for this app.
    for (const { tokens, questions } of [await signIn(config), await signIn(config)]) {
      assert.equal(questions.length, 1);
      assert.ok(questions[0].includes(metadata.client_name) && questions[0].includes('Nobody vouches'));
      assert.equal(decodeProtectedHeader(tokens.id_token).alg, 'RS256');
      const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
      const profile = await client.fetchUserInfo(config, renewed.access_token, tokens.claims().sub);
      assert.equal(profile.email, 'alice@example.com');
    }
  });
}

test('an app reads, changes and deletes its registration by the token for it alone, and is nobody then', async () => {
  const first = { client_name: 'Quill', redirect_uris: [ear.uri], token_endpoint_auth_method: 'client_secret_post' };
  const config = await register(first, client.ClientSecretPost());
  const { client_secret, ...told } = config.clientMetadata();
  const another = (await register(first)).clientMetadata();
  const home = (method, body, token = told.registration_access_token) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    return fetch(told.registration_client_uri, { method, headers, body: body && JSON.stringify(body) });
  };
  const change = { ...first, client_id: told.client_id, client_name: 'Renamed', contacts: ['ops@quill.example.com'] };

  const { tokens } = await signIn(config);
  for (const token of ['', 'wrong', client_secret, tokens.access_token, another.registration_access_token]) {
    for (const [method, body] of [['GET'], ['PUT', change], ['DELETE']]) {
      const refused = await home(method, body, token);
      assert.deepEqual([refused.status, (await refused.json()).error], [401, 'invalid_token'], `${method} ${token}`);
    }
  }
  const read = await home('GET');
  assert.deepEqual([read.status, await read.json()], [200, told], 'all but the secret, which is seen once');
  const changed = await home('PUT', change);
  assert.deepEqual([changed.status, await changed.json()], [200, { ...told, ...change }]);
  const asked = await ask(config);
  const { callback, questions } = await allow(asked);
  assert.ok(questions[0].includes('Renamed'));

  assert.equal((await home('DELETE')).status, 204);
  const nobody = { name: 'ResponseBodyError', error: 'invalid_client', status: 401 };
  await assert.rejects(client.authorizationCodeGrant(config, callback, asked.checks), nobody);
  await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token), nobody);
  await assert.rejects(client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub), { status: 401 });
  assert.equal((await home('GET')).status, 401);
});

/** Whoever follows the address is told that it is wrong, and is sent nowhere. */
async function isRefused({ url }) {
  ear.came.length = 0;
  await assert.rejects(new Person(server.issuer).allow(url), /^Error: 400: .*Mismatching redirect URI/);
  assert.deepEqual(ear.came, []);
}

test('a native app gets its user at the port that it has, by the path that it registered', async () => {
  const metadata = { application_type: 'native', redirect_uris: [LOOPBACK], token_endpoint_auth_method: 'none' };
  const config = await register(metadata, client.None());
  const { client_id, application_type, redirect_uris } = config.clientMetadata();
  assert.deepEqual([application_type, redirect_uris], ['native', [LOOPBACK]]);
  const asked = await ask(config);
  const { callback } = await allow(asked);
  assert.equal(`${callback.origin}${callback.pathname}`, ear.uri);
  // The code is for the address that was asked for, with its port (RFC 6749 section 4.1.3).
  const registered = new URL(`${LOOPBACK}${callback.search}`);
  await assert.rejects(client.authorizationCodeGrant(config, registered, asked.checks), { error: 'invalid_grant' });
  assert.equal((await client.authorizationCodeGrant(config, callback, asked.checks)).claims().aud, client_id);
  await isRefused(await ask(config, ear.uri.replace('/cb', '/other')));
});

test('of the confidential clients that an administrator made only a native one may be at another port', async () => {
  for (const id of ['Web', 'Native']) {
    const asked = await ask(await client.discovery(new URL(server.issuer), id, {}, undefined, OPTIONS));
    if (id === 'Web') await isRefused(asked);
    else assert.ok((await allow(asked)).callback.searchParams.get('code'));
  }
});

test('what cannot be registered is refused by the code and the words for it', async () => {
  const keys = { token_endpoint_auth_method: 'private_key_jwt', jwks, jwks_uri: 'https://quill.example.com/keys' };
  for (const [metadata, error, error_description] of [
    [{ redirect_uris: ['http://quill.example.com/cb'] }, 'invalid_redirect_uri', /^redirect_uris must be https; http is for/],
    [{ redirect_uris: [LOOPBACK], ...keys }, 'invalid_client_metadata', /^jwks and jwks_uri cannot be used together$/],
  ]) {
    await assert.rejects(register(metadata), { name: 'ResponseBodyError', status: 400, error, error_description });
  }
});
