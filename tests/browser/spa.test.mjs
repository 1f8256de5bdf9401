// A single-page app on oidc-client-ts, on another origin: a public client with PKCE, by discovery and fetch alone.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { openWorld } from './world.mjs';

const LIBRARY = new URL('node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js', import.meta.url);
const SUB = 'aaaaaaaa0123456789abcdef0123456789abcde';
const HOME = 'http://127.0.0.1:9999/spa';
const CLIENT = {
  doctype: 'OAuth Client',
  name: 'spa',
  client_id: 'spa',
  app_name: 'Single Page',
  scopes: 'openid profile email',
  redirect_uris: HOME,
  default_redirect_uri: HOME,
  post_logout_redirect_uris: HOME,
  grant_type: 'Authorization Code',
  response_type: 'Code',
  skip_authorization: 0,
  token_endpoint_auth_method: 'None',
  claims_policy: 'OpenID Connect',
  allowed_roles: [{ role: 'All' }],
};

let world;
before(async () => {
  world = await openWorld(undefined, [CLIENT]);
  const settings = { authority: world.issuer, client_id: 'spa', scope: 'openid profile email', loadUserInfo: true };
  world.app.pages['/spa'] = `<script>${await readFile(LIBRARY, 'utf8')}</script>
    <script>
      const home = location.origin + '/spa';
      const settings = { redirect_uri: home, post_logout_redirect_uri: home, ...${JSON.stringify(settings)} };
      const manager = new oidc.UserManager(settings);
      // What an app has to go by when a promise of the library fails.
      const reading = (promise) => promise.catch(({ name, error, message }) => ({ name, error, message }));
    </script>`;
});
after(() => world?.close());

/** Opens the app, and sends the person off to log in. */
async function signIn(visitor, asked = {}) {
  await visitor.open(`${world.app.origin}/spa`);
  await visitor.page.evaluate((more) => void manager.signinRedirect(more), asked);
}

/** Waits until the person is back at the app, with something in the address. */
async function isBack(visitor) {
  await visitor.page.waitForURL((url) => url.href.startsWith(`${world.app.origin}/spa?`));
}

/** Logs in and allows the app; gives what the library made of the answer. */
async function signedIn(visitor) {
  await signIn(visitor);
  await visitor.logIn();
  await visitor.page.click('#btn-allow');
  await isBack(visitor);
  return visitor.page.evaluate(async () => {
    const user = await manager.signinCallback();
    history.replaceState(null, '', home);
    return user;
  });
}

test('a person signs in, and the page reads tokens, profile and keys across origins', async (t) => {
  const visitor = await world.visitor(t);
  const user = await signedIn(visitor);
  assert.equal(user.profile.sub, SUB);
  assert.equal(user.profile.iss, world.issuer);
  assert.equal(user.profile.email, 'alice@example.com');
  assert.equal(user.profile.name, 'Alice Liddell');
  assert.deepEqual(user.scope.split(' ').sort(), ['email', 'openid', 'profile']);
  assert.ok(user.refresh_token);

  // The library trusts the connection; an app that checks the signature has what it needs.
  const genuine = await visitor.page.evaluate(async (token) => {
    const bytes = (part) => Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0));
    const [head, body, signature] = token.split('.');
    const { alg, kid } = JSON.parse(atob(head));
    const keys = await manager.metadataService.getSigningKeys();
    const way = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('jwk', keys.find((one) => one.kid === kid), way, false, ['verify']);
    const signed = new TextEncoder().encode(`${head}.${body}`);
    return alg === 'RS256' && crypto.subtle.verify(way.name, key, bytes(signature), signed);
  }, user.id_token);
  assert.equal(genuine, true);
});

test('tokens are renewed without the person, until the app revokes them', async (t) => {
  const visitor = await world.visitor(t);
  const user = await signedIn(visitor);
  const renewed = await visitor.page.evaluate(() => manager.signinSilent());
  assert.notEqual(renewed.access_token, user.access_token);
  assert.notEqual(renewed.refresh_token, user.refresh_token);
  assert.equal(renewed.profile.sub, SUB);
  const again = await visitor.page.evaluate(() => manager.signinSilent());
  assert.notEqual(again.access_token, renewed.access_token);

  const refused = await visitor.page.evaluate(async () => {
    const { refresh_token } = await manager.getUser();
    await manager.revokeTokens(['refresh_token']);
    const user = await manager.getUser();
    await manager.storeUser(new oidc.User({ ...user, refresh_token }));
    return reading(manager.signinSilent());
  });
  assert.equal(refused.error, 'invalid_grant', JSON.stringify(refused));
});

test('signing out ends the session, without a question, and leads back to the app', async (t) => {
  const visitor = await world.visitor(t);
  await signedIn(visitor);
  const cookies = await visitor.context.cookies(world.issuer);
  const session = `sid=${cookies.find(({ name }) => name === 'sid').value}`;
  assert.equal(await world.isAlive(session), true);
  await visitor.page.evaluate(() => void manager.signoutRedirect({ state: 'where I was' }));
  await isBack(visitor);
  const state = await visitor.page.evaluate(async () => (await manager.signoutCallback()).userState);
  assert.equal(state, 'where I was');
  assert.equal(await world.isAlive(session), false);
  assert.equal(await visitor.page.evaluate(() => manager.getUser()), null);

  await signIn(visitor);
  await visitor.page.waitForSelector('#btn-login');
});

test('a page of another origin reads neither profile nor tokens, even with a token in its hands', async (t) => {
  const visitor = await world.visitor(t);
  const { access_token, refresh_token } = await signedIn(visitor);
  const readable = () =>
    visitor.page.evaluate(async ([access_token, refresh_token]) => {
      const { userinfo_endpoint, token_endpoint } = await manager.metadataService.getMetadata();
      const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'spa', refresh_token });
      const asked = [
        fetch(userinfo_endpoint, { headers: { authorization: `Bearer ${access_token}` } }),
        fetch(token_endpoint, { method: 'POST', body }),
      ];
      return Promise.all(asked.map((one) => one.then(({ status }) => status, ({ name }) => name)));
    }, [access_token, refresh_token]);
  // The same server, by a name that is another origin to a browser.
  await visitor.open(`${world.app.origin.replace('127.0.0.1', 'localhost')}/spa`);
  assert.deepEqual(await readable(), ['TypeError', 'TypeError']);
  await visitor.open(`${world.app.origin}/spa`);
  assert.equal((await readable())[0], 200);
});

test('the page can read why it was refused', async (t) => {
  const visitor = await world.visitor(t);
  await visitor.resume();
  await signIn(visitor);
  await visitor.page.click('#btn-deny');
  await isBack(visitor);
  const denied = await visitor.page.evaluate(() => reading(manager.signinCallback()));
  assert.deepEqual([denied.name, denied.error], ['ErrorResponse', 'access_denied']);

  await signIn(visitor, { scope: 'openid payroll' });
  await isBack(visitor);
  const scope = await visitor.page.evaluate(() => reading(manager.signinCallback()));
  assert.deepEqual([scope.name, scope.error], ['ErrorResponse', 'invalid_scope']);
});
