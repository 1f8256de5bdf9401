// openid-client, a certified relying party: discovery, the code flow with PKCE, refresh, userinfo, introspection, revocation,
// the parameter claims, logout from the app and to it.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';

import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as client from 'openid-client';

import { CALLBACK, fixtures, PASSWORD, secretOf, startServer } from './server.mjs';

const SUB = 'aaaaaaaa0123456789abcdef0123456789abcde';
const GOODBYE = 'http://127.0.0.1:9999/goodbye';
const SECRET = 'connect-secret-6f1b0c9d8e7a4f3b2a1c0d9e8f7a';
let server;
let cookie;
let ear;

before(async () => {
  ear = await listen();
  const more = ['RS256', 'ES256'].map((algorithm) => connectApp(algorithm, ear.uri));
  server = await startServer(JSON.stringify([...JSON.parse(await fixtures()), ...more]));
  cookie = await logIn();
});
after(async () => {
  ear?.close();
  await server?.stop();
});

/** A client that follows OpenID Connect, with the algorithm in its name. */
function connectApp(algorithm, backchannel_logout_uri) {
  const id = `connect-${algorithm}`;
  return {
    doctype: 'OAuth Client',
    name: id,
    client_id: id,
    app_name: id,
    client_secret: SECRET,
    scopes: 'openid profile email',
    redirect_uris: CALLBACK,
    default_redirect_uri: CALLBACK,
    post_logout_redirect_uris: GOODBYE,
    backchannel_logout_uri,
    grant_type: 'Authorization Code',
    response_type: 'Code',
    skip_authorization: 1,
    id_token_signed_response_alg: algorithm,
    claims_policy: 'OpenID Connect',
    allowed_roles: [{ role: 'All' }],
  };
}

/** Where the apps are told of logouts: `next` gives the next logout token there is. */
async function listen() {
  const came = [];
  const waiting = [];
  const listener = createServer(async (request, response) => {
    const token = new URLSearchParams(await text(request)).get('logout_token');
    if (waiting.length) waiting.shift()(token);
    else came.push(token);
    response.writeHead(204).end();
  });
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    uri: `http://127.0.0.1:${listener.address().port}/logged-out`,
    next: () => (came.length ? came.shift() : new Promise((resolve) => waiting.push(resolve))),
    close: () => {
      listener.close();
      listener.closeAllConnections();
    },
  };
}

/** Alice logs in with another browser; gives its cookie. */
async function logIn() {
  const answer = await fetch(`${server.issuer}/api/method/login`, {
    method: 'POST',
    body: new URLSearchParams({ usr: 'alice@example.com', pwd: PASSWORD }),
  });
  assert.equal(answer.status, 200);
  return answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
}

const WAYS = {
  body: (secret) => client.ClientSecretPost(secret),
  Basic: (secret) => client.ClientSecretBasic(secret),
};

for (const [way, authentication] of Object.entries(WAYS)) {
  test(`a person logs in, the client authenticating by ${way}`, async () => {
    const secret = await secretOf('trusted');
    const config = await discover('trusted', authentication(secret));
    const asked = await ask(config, { nonce: client.randomNonce() });
    const callback = await follow(asked.url);
    assert.equal(callback.searchParams.get('iss'), server.issuer);

    const tokens = await client.authorizationCodeGrant(config, callback, asked.checks);
    assert.equal(tokens.expires_in, 3600);
    assert.equal(tokens.claims().sub, SUB);
    const { payload } = await jwtVerify(tokens.id_token, new TextEncoder().encode(secret), {
      issuer: server.issuer,
      audience: 'trusted',
      algorithms: ['HS256'],
    });
    assert.equal(payload.email, 'alice@example.com');
    assert.equal(payload.nonce, asked.checks.expectedNonce);

    const profile = await client.fetchUserInfo(config, tokens.access_token, SUB);
    assert.equal(profile.name, 'Alice Liddell');

    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.notEqual(renewed.access_token, tokens.access_token);
    assert.notEqual(renewed.refresh_token, tokens.refresh_token);
    assert.equal(renewed.claims().sub, SUB);

    const known = await client.tokenIntrospection(config, renewed.access_token);
    assert.equal(known.active, true);
    assert.equal(known.client_id, 'trusted');

    await client.tokenRevocation(config, renewed.refresh_token, { token_type_hint: 'refresh_token' });
    assert.deepEqual(await client.tokenIntrospection(config, renewed.access_token), { active: false });
    await assert.rejects(client.fetchUserInfo(config, renewed.access_token, SUB), (error) => {
      assert.equal(error.status, 401);
      return true;
    });
    await assert.rejects(client.refreshTokenGrant(config, renewed.refresh_token), { error: 'invalid_grant' });
  });
}

test('a public client logs in with PKCE alone, and checks RS256 with a key found by discovery', async () => {
  const config = await discover('public', client.None(), 'RS256');
  client.enableNonRepudiationChecks(config);
  const asked = await ask(config, {});
  const tokens = await client.authorizationCodeGrant(config, await follow(asked.url), {
    pkceCodeVerifier: asked.checks.pkceCodeVerifier,
    expectedState: asked.checks.expectedState,
  });
  assert.equal(tokens.claims().sub, SUB);
  const profile = await client.fetchUserInfo(config, tokens.access_token, SUB);
  assert.equal(profile.email, 'alice@example.com');
});

for (const algorithm of ['RS256', 'ES256']) {
  const id = `connect-${algorithm}`;
  const signIn = async (browser, more = {}) => {
    const config = await discover(id, client.ClientSecretBasic(SECRET), algorithm);
    client.enableNonRepudiationChecks(config);
    const asked = await ask(config, { scope: 'openid profile email', nonce: client.randomNonce(), ...more });
    return { config, tokens: await client.authorizationCodeGrant(config, await follow(asked.url, browser), asked.checks) };
  };

  test(`tokens that are renewed are signed by ${algorithm} too`, async () => {
    const { config, tokens } = await signIn(cookie);
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.equal(header(renewed.id_token).alg, algorithm);
    assert.equal(renewed.claims().sub, SUB);
    assert.equal(renewed.claims().aud, id);
    assert.equal(renewed.claims().sid, tokens.claims().sid);
    assert.notEqual(renewed.refresh_token, tokens.refresh_token);
    const profile = await client.fetchUserInfo(config, renewed.access_token, SUB);
    assert.equal(profile.email, 'alice@example.com');
  });

  test(`an app with ${algorithm} logs its user out, gets him back, and is told by a token that verifies`, async () => {
    const browser = await logIn();
    const { config, tokens } = await signIn(browser);
    const url = client.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: GOODBYE,
      state: 'bye',
    });
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie: browser } });
    assert.equal(answer.headers.get('location'), `${GOODBYE}?state=bye`, `${answer.status}`);
    const user = await fetch(`${server.issuer}/api/method/frappe.auth.get_logged_user`, { headers: { cookie: browser } });
    assert.equal(user.status, 403);

    const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri));
    const { payload } = await jwtVerify(await ear.next(), keys, {
      issuer: server.issuer,
      audience: id,
      algorithms: [algorithm],
      typ: 'logout+jwt',
      requiredClaims: ['iat', 'exp', 'jti'],
    });
    assert.deepEqual(payload.events, { 'http://schemas.openid.net/event/backchannel-logout': {} });
    assert.equal(payload.sub, SUB);
    assert.equal(payload.sid, tokens.claims().sid);
    assert.equal(payload.nonce, undefined);
    // Its tokens are of that session.
    await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token), { error: 'invalid_grant' });
  });

  test(`an app with ${algorithm} asks for claims one by one, of either place`, async () => {
    const claims = { id_token: { email: { essential: true } }, userinfo: { given_name: null } };
    const { config, tokens } = await signIn(cookie, { scope: 'openid', claims: JSON.stringify(claims) });
    assert.equal(tokens.claims().email, 'alice@example.com');
    assert.equal(tokens.claims().given_name, undefined);
    const profile = await client.fetchUserInfo(config, tokens.access_token, SUB);
    assert.deepEqual(profile, { sub: SUB, given_name: 'Alice' });
  });
}

test('a wrong secret and a wrong verifier are told as the RFC says', async () => {
  const wrong = await discover('trusted', client.ClientSecretPost('wrong'));
  const first = await ask(wrong, {});
  const callback = await follow(first.url);
  await assert.rejects(client.authorizationCodeGrant(wrong, callback, first.checks), {
    error: 'invalid_client',
    status: 401,
  });

  const right = await discover('trusted', client.ClientSecretPost(await secretOf('trusted')));
  const otherVerifier = { ...first.checks, pkceCodeVerifier: client.randomPKCECodeVerifier() };
  await assert.rejects(client.authorizationCodeGrant(right, callback, otherVerifier), { error: 'invalid_grant' });
  // Neither attempt has used the code up.
  assert.ok(await client.authorizationCodeGrant(right, callback, first.checks));
});

test('a silent request by a guest comes back as login_required', async () => {
  const config = await discover('trusted', client.ClientSecretPost(await secretOf('trusted')));
  const asked = await ask(config, { prompt: 'none' });
  const answer = await fetch(asked.url, { redirect: 'manual' });
  const callback = new URL(answer.headers.get('location'));
  await assert.rejects(client.authorizationCodeGrant(config, callback, asked.checks), { error: 'login_required' });
});

test('discovery tells the truth', async () => {
  const metadata = (await discover('trusted', client.None())).serverMetadata();
  assert.ok(metadata.supportsPKCE('S256'));
  assert.deepEqual(metadata.code_challenge_methods_supported, ['S256']);
  assert.deepEqual(metadata.id_token_signing_alg_values_supported, ['HS256', 'RS256', 'ES256']);
  for (const name of ['authorization', 'token', 'userinfo', 'revocation', 'introspection']) {
    assert.ok(metadata[`${name}_endpoint`].startsWith(`${server.issuer}/`), name);
  }
});

/** What the client learns from the issuer alone. */
function discover(clientId, authentication, algorithm = 'HS256') {
  const metadata = { id_token_signed_response_alg: algorithm };
  return client.discovery(new URL(server.issuer), clientId, metadata, authentication, {
    execute: [client.allowInsecureRequests],
  });
}

/** An authorization request, and what to check when its answer comes. */
async function ask(config, more) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'openid all',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state,
    ...more,
  });
  return { url, checks: { pkceCodeVerifier, expectedState: state, expectedNonce: more.nonce } };
}

/** What a token says of its signature. */
function header(token) {
  return JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString());
}

/** A browser of Alice's follows the address and answers the question if there is one. */
async function follow(url, browser = cookie) {
  let answer = await fetch(url, { redirect: 'manual', headers: { cookie: browser } });
  if (answer.status === 200) {
    const [, csrf_token] = /name="csrf_token" value="([^"]+)"/.exec(await answer.text());
    const body = new URLSearchParams({ csrf_token, decision: 'allow' });
    answer = await fetch(url, { method: 'POST', body, redirect: 'manual', headers: { cookie: browser } });
  }
  assert.ok([302, 303].includes(answer.status), await answer.text());
  const callback = new URL(answer.headers.get('location'));
  assert.equal(`${callback.origin}${callback.pathname}`, CALLBACK);
  return callback;
}
