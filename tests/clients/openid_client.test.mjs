// openid-client, a certified relying party: discovery, the code flow with PKCE, refresh, userinfo, introspection, revocation.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { jwtVerify } from 'jose';
import * as client from 'openid-client';

import { CALLBACK, PASSWORD, secretOf, startServer } from './server.mjs';

const SUB = 'aaaaaaaa0123456789abcdef0123456789abcde';
let server;
let cookie;

before(async () => {
  server = await startServer();
  const answer = await fetch(`${server.issuer}/api/method/login`, {
    method: 'POST',
    body: new URLSearchParams({ usr: 'alice@example.com', pwd: PASSWORD }),
  });
  assert.equal(answer.status, 200);
  cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
});
after(() => server?.stop());

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

/** Alice's browser follows the address and answers the question if there is one. */
async function follow(url) {
  let answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
  if (answer.status === 200) {
    const [, csrf_token] = /name="csrf_token" value="([^"]+)"/.exec(await answer.text());
    const body = new URLSearchParams({ csrf_token, decision: 'allow' });
    answer = await fetch(url, { method: 'POST', body, redirect: 'manual', headers: { cookie } });
  }
  assert.ok([302, 303].includes(answer.status), await answer.text());
  const callback = new URL(answer.headers.get('location'));
  assert.equal(`${callback.origin}${callback.pathname}`, CALLBACK);
  return callback;
}
