// openid-client with private_key_jwt: a client that has no secret, whose keys are where its record says.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { exportJWK, generateKeyPair } from 'jose';
import * as client from 'openid-client';

import { CALLBACK, fixtures, PASSWORD, startServer } from './server.mjs';

const ALGORITHMS = ['RS256', 'ES256', 'PS256'];
const pairs = {};
let server;
let keys;

before(async () => {
  const published = [];
  for (const algorithm of ALGORITHMS) {
    pairs[algorithm] = await generateKeyPair(algorithm);
    published.push({ ...(await exportJWK(pairs[algorithm].publicKey)), kid: algorithm, alg: algorithm, use: 'sig' });
  }
  keys = createServer((_, response) => response.end(JSON.stringify({ keys: published })));
  await new Promise((resolve) => keys.listen(0, '127.0.0.1', resolve));
  const signer = {
    doctype: 'OAuth Client',
    name: 'signer',
    client_id: 'signer',
    app_name: 'Signer',
    token_endpoint_auth_method: 'Private Key JWT',
    jwks_uri: `http://127.0.0.1:${keys.address().port}/keys`,
    scopes: 'openid',
    redirect_uris: CALLBACK,
    skip_authorization: 1,
    claims_policy: 'OpenID Connect',
    allowed_roles: [{ role: 'All' }],
  };
  server = await startServer(JSON.stringify([...JSON.parse(await fixtures()), signer]));
});
after(async () => {
  keys?.close();
  await server?.stop();
});

function discover(key, kid) {
  const options = { execute: [client.allowInsecureRequests] };
  return client.discovery(new URL(server.issuer), 'signer', undefined, client.PrivateKeyJwt({ key, kid }), options);
}

/** The callback of a person who logs in; the client is trusted, so nobody is asked. */
async function callback(config, checks) {
  const login = await fetch(`${server.issuer}/api/method/login`, {
    method: 'POST',
    body: new URLSearchParams({ usr: 'alice@example.com', pwd: PASSWORD }),
  });
  const cookie = login.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: 'openid',
    state: checks.expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  const answer = await fetch(url, { headers: { cookie }, redirect: 'manual' });
  return new URL(answer.headers.get('location'));
}

for (const algorithm of ALGORITHMS) {
  test(`a client that signs by ${algorithm} gets tokens, renews them, asks of them and takes them back`, async () => {
    const config = await discover(pairs[algorithm].privateKey, algorithm);
    client.enableNonRepudiationChecks(config);
    const checks = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState() };
    const tokens = await client.authorizationCodeGrant(config, await callback(config, checks), checks);
    assert.equal(tokens.claims().aud, 'signer');
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.equal((await client.tokenIntrospection(config, renewed.access_token)).active, true);
    await client.tokenRevocation(config, renewed.access_token);
    assert.deepEqual(await client.tokenIntrospection(config, renewed.access_token), { active: false });
  });
}

test('a key that is not the client’s is refused by name', async () => {
  const { privateKey } = await generateKeyPair('ES256');
  for (const [kid, words] of [
    ['ES256', 'The signature of the client_assertion is wrong.'],
    ['another', 'The client has no such key for its client_assertion.'],
  ]) {
    const config = await discover(privateKey, kid);
    await assert.rejects(client.refreshTokenGrant(config, 'affrx'), {
      error: 'invalid_client',
      error_description: words,
    });
  }
});
