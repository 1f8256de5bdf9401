// System Managers at work, from an empty data folder on: with scripts and without, on a narrow phone, by keyboard alone,
// two at a time; and whoever is not one.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { startApp } from './told_app.mjs';
import { openWorld } from './world.mjs';

const ADA = 'ada@example.com';
const GRACE = 'grace@example.com';
const RITA = 'rita@example.com';

let world;
before(async () => {
  world = await openWorld({ [ADA]: ['System Manager'], [GRACE]: ['System Manager'], [RITA]: ['Reader'] });
});
after(() => world?.close());

const BROWSERS = {
  'with JavaScript': {},
  'without JavaScript': { javaScriptEnabled: false },
  'on a phone of 320 px': { viewport: { width: 320, height: 568 }, hasTouch: true },
};
const CLIENTS = '/app/oauth-client';
const USERS = '/app/user';
const PAGES = ['/app', CLIENTS, `${CLIENTS}/new`, USERS, `${USERS}/new`, `${USERS}/${ADA}`];
PAGES.push('/app/oauth-settings', '/app/oauth-provider-settings', '/app/social-login-key/frappe', '/app/no-such-page');

const path = (visitor) => new URL(visitor.page.url()).pathname;
const heading = (visitor) => visitor.page.locator('h1').innerText();
const told = (visitor) => visitor.page.getByRole('status').innerText();
const shown = (visitor) => visitor.page.locator('main').innerText();
const valueOf = (visitor, field) => visitor.page.inputValue(`#field-${field}`);

/** Makes a client by its form, and gives its page and what its developer is told. */
async function makeClient(manager, name) {
  await manager.open(`${CLIENTS}/new`);
  await manager.fill({ app_name: name, redirect_uris: world.app.callback });
  await manager.press('#btn-save');
  const { 'Client ID': id, 'Client Secret': secret } = await manager.secrets();
  return { id, secret, page: `${CLIENTS}/${id}` };
}

/** An app that knows what its developer was told. */
const appOf = (t, id, secret) =>
  startApp(t, { issuer: world.issuer, client_id: id, client_secret: secret, callback: world.app.callback });

/** Somebody logs in to the app, and allows it what it asks for. */
async function logInTo(app, visitor, user) {
  await visitor.open((await app.tell('begin')).open);
  await visitor.logIn({ user });
  await visitor.allow();
  assert.deepEqual(await app.tell('arrive', visitor.page.url()), { email: user });
  assert.deepEqual(await app.tell('profile'), { status: 200 });
}

async function assertIsRefused(app) {
  assert.deepEqual(await app.tell('profile'), { status: 401 });
  assert.deepEqual(await app.tell('refresh'), { error: 'invalid_grant' });
}

for (const [name, options] of Object.entries(BROWSERS)) {
  describe(name, () => {
    test('a client from its first form to its end, and the app that has its secret', async (t) => {
      const manager = await world.visitor(t, options);
      await manager.open('/login');
      await manager.logIn({ user: ADA });
      assert.equal(path(manager), '/app');
      await manager.follow('nav >> text=OAuth Clients');
      await manager.follow('#btn-new');
      await manager.fill({ app_name: 'Wiki', redirect_uris: world.app.callback });
      await manager.press('#btn-save');
      const { 'Client ID': id, 'Client Secret': first } = await manager.secrets();

      await manager.open(`${CLIENTS}?q=${id}`);
      await manager.follow('.rows a');
      assert.equal(path(manager), `${CLIENTS}/${id}`);
      await manager.fill({ app_name: `Wiki ${name}`, scopes: 'openid all', allowed_roles: 'Reader\nAuthor' });
      assert.equal((await manager.press('#btn-save')).status(), 303);
      assert.equal(await told(manager), 'Saved.');
      assert.equal(await heading(manager), `Wiki ${name}`);
      assert.equal(await valueOf(manager, 'allowed_roles'), 'Reader\nAuthor');

      await manager.press('#btn-add-secret');
      const { 'Client Secret': second } = await manager.secrets();
      await manager.press('#btn-show-secret');
      assert.deepEqual(await manager.secrets(), { 'Client ID': id, 'Client Secret': first, 'Newer Client Secret': second });

      const app = await appOf(t, id, second);
      await logInTo(app, await world.visitor(t, options), RITA);
      await manager.open(`${CLIENTS}/${id}`);
      assert.equal(await manager.page.locator('.grants h3').innerText(), RITA);
      assert.equal((await manager.press('#btn-revoke-1')).status(), 303);
      assert.match(await told(manager), /its tokens are dead/);
      assert.match(await manager.page.locator('.grants').innerText(), /None/);
      await assertIsRefused(app);

      await manager.confirm('delete');
      assert.equal(path(manager), CLIENTS);
      assert.match(await told(manager), /Deleted/);
      assert.equal((await manager.open(`${CLIENTS}/${id}`)).status(), 404);
    });
  });
}

test('the page that shows a new client and its secret is the page of that client', async (t) => {
  const manager = await world.visitor(t);
  await manager.resume(ADA);
  const { page } = await makeClient(manager, 'Once');
  await manager.fill({ app_name: 'Only once' });
  await manager.press('#btn-save');
  assert.equal(path(manager), page);
  await manager.open(`${CLIENTS}?q=${encodeURIComponent('once')}`);
  assert.deepEqual(await manager.page.locator('.row-title').allInnerTexts(), ['Only once']);
});

test('by keyboard alone', async (t) => {
  const manager = await world.visitor(t);
  const { keyboard } = manager.page;
  const type = async (id, text) => {
    await manager.tabTo(id);
    await keyboard.press('ControlOrMeta+a');
    await keyboard.type(text);
  };
  const send = async (id, key = 'Enter') => {
    await manager.tabTo(id);
    const outline = await manager.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, 'none', `the focus on #${id} cannot be seen`);
    await Promise.all([manager.page.waitForNavigation(), keyboard.press(key)]);
  };
  await manager.open('/login');
  await type('login_email', ADA);
  await type('login_password', world.password);
  await send('btn-login');

  await manager.open(CLIENTS);
  await send('btn-new');
  await type('field-app_name', 'Keys');
  await type('field-redirect_uris', world.app.callback);
  await send('btn-save');
  const { 'Client ID': id, 'Client Secret': secret } = await manager.secrets();

  await type('field-app_name', 'Keyboards');
  await manager.tabTo('field-skip_authorization');
  await keyboard.press('Space');
  await send('btn-save', 'Space');
  assert.equal(await heading(manager), 'Keyboards');
  assert.ok(await manager.page.isChecked('#field-skip_authorization'));
  await send('btn-show-secret');
  assert.equal((await manager.secrets())['Client Secret'], secret);

  await manager.tabTo('ask-delete');
  await keyboard.press('Enter');
  await send('btn-delete');
  assert.match(await told(manager), /Deleted/);
  assert.equal((await manager.open(`${CLIENTS}/${id}`)).status(), 404);
});

test('a user that a manager makes logs in, and is out once he is disabled', async (t) => {
  const manager = await world.visitor(t);
  await manager.resume(ADA);
  await manager.open(USERS);
  await manager.follow('#btn-new');
  const email = 'nils@example.com';
  await manager.fill({ email, new_password: world.password, first_name: 'Nils', roles: 'Reader' });
  await manager.press('#btn-save');
  assert.equal(await told(manager), 'Created.');
  assert.equal(await heading(manager), 'Nils');

  const nils = await world.visitor(t);
  await nils.open('/login');
  await nils.logIn({ user: email });
  assert.equal(path(nils), '/me');
  await manager.fill({ enabled: false });
  await manager.press('#btn-save');
  await nils.open('/me');
  assert.equal(path(nils), '/login');
  await nils.logIn({ user: email });
  assert.match(await nils.page.getByRole('alert').innerText(), /disabled/);

  await manager.press('#btn-make-api-key');
  const { 'API Key': key, 'API Secret': secret } = await manager.secrets();
  assert.match(`${key}:${secret}`, /^\w+:\w+$/);
  await manager.confirm('revoke-api-key');
  assert.match(await told(manager), /API key has ended/);
});

test('two managers change the same client: the second sees both texts, and loses neither', async (t) => {
  const ada = await world.visitor(t);
  await ada.resume(ADA);
  const { page } = await makeClient(ada, 'Library');
  const grace = await world.visitor(t);
  await grace.resume(GRACE);
  await grace.open(page);

  await ada.open(page);
  await ada.page.click('summary >> text=About the app');
  await ada.fill({ app_name: "Ada's library", skip_authorization: true, contacts: 'ada@example.com' });
  await ada.press('#btn-save');
  await grace.fill({ app_name: "Grace's library", scopes: 'openid' });
  assert.equal((await grace.press('#btn-save')).status(), 409);
  assert.match(await grace.page.getByRole('alert').innerText(), /Somebody else has changed this/);
  for (const [field, mine, theirs] of [
    ['app_name', "Grace's library", "Ada's library"],
    ['scopes', 'openid', 'all openid'],
    ['contacts', '', 'ada@example.com'],
  ]) {
    assert.equal(await valueOf(grace, field), mine);
    const saved = grace.page.locator(`#theirs-${field}`);
    assert.equal(await saved.innerText(), `Saved meanwhile: ${theirs}`);
    assert.ok(await saved.isVisible(), `${field} is hidden in a fold`);
  }
  assert.equal(await grace.page.locator('#theirs-skip_authorization').innerText(), 'Saved meanwhile: yes');
  assert.equal(await grace.page.locator('.theirs').count(), 4);

  // Nothing of hers was saved by being shown.
  await ada.open(page);
  assert.equal(await heading(ada), "Ada's library");
  await grace.fill({ contacts: 'ada@example.com\ngrace@example.com' });
  assert.equal((await grace.press('#btn-save')).status(), 303);
  assert.equal(await heading(grace), "Grace's library");
  assert.equal(await valueOf(grace, 'contacts'), 'ada@example.com\ngrace@example.com');
  assert.equal(await valueOf(grace, 'scopes'), 'openid');

  // What Ada decides on what she saw is not done to what Grace has saved since.
  assert.equal((await ada.confirm('delete')).status(), 409);
  assert.match(await heading(ada), /changed meanwhile/);
  await ada.follow('text=Show it as it is');
  assert.equal(await heading(ada), "Grace's library");
});

test('whoever is no System Manager is refused on every page, and told so', async (t) => {
  const rita = await world.visitor(t);
  await rita.resume(RITA);
  for (const page of PAGES) {
    assert.equal((await rita.open(page)).status(), 403, page);
    assert.equal(await heading(rita), 'Not permitted', page);
    assert.match(await shown(rita), /This page is for System Managers/, page);
  }
  await rita.follow('text=Your account');
  assert.equal(path(rita), '/me');
});

test('a guest logs in, and is where he wanted to be', async (t) => {
  const guest = await world.visitor(t);
  for (const page of PAGES) {
    await guest.open(page);
    assert.equal(path(guest), '/login', page);
  }
  await guest.open(`${USERS}?q=rita`);
  await guest.logIn({ user: GRACE });
  assert.equal(path(guest), USERS);
  assert.equal(await guest.page.locator('.row-name').innerText(), RITA);
});

test('what a stored script says is read and not run, wherever it is shown', async (t) => {
  const script = (number) => `<script>alert(${number})</script>`;
  const image = '<img src=x onerror=alert(3)>';
  // Without the policy that forbids every script: the text has to be harmless by itself.
  const manager = await world.visitor(t, { bypassCSP: true });
  await manager.resume(ADA);
  const visit = async (page, ...texts) => {
    await manager.open(page);
    const text = (await manager.page.locator('html').innerText()).concat(await manager.page.title());
    const typed = await manager.page.locator('input, textarea').evaluateAll((all) => all.map((one) => one.value));
    for (const one of texts) assert.ok(`${text}\n${typed.join('\n')}`.includes(one), `${one} is missing on ${page}`);
    assert.equal(await manager.page.locator('body script, body img[src=x]').count(), 0, page);
  };

  await manager.open(`${CLIENTS}/new`);
  const callback = `${world.app.callback}?from="><script>alert(2)</script>`;
  await manager.fill({ app_name: script(1), redirect_uris: callback, allowed_roles: `${script(4)}\nReader` });
  await manager.press('#btn-save');
  const { 'Client ID': id, 'Client Secret': secret } = await manager.secrets();
  await manager.open(`${USERS}/new`);
  const email = 'mallory@example.com';
  await manager.fill({
    email,
    new_password: world.password,
    first_name: image,
    last_name: script(5),
    roles: `${script(4)}\nSystem Manager`,
  });
  await manager.press('#btn-save');

  await visit(CLIENTS, script(1));
  await visit(`${CLIENTS}?q=${encodeURIComponent(script(1))}`, script(1));
  await visit(`${CLIENTS}/${id}`, script(1), callback, script(4));
  await visit(USERS, image, script(5));
  await visit(`${USERS}?q=${encodeURIComponent(script(4))}`, script(4), image);
  await visit(`${USERS}/${email}`, image, script(4));
  await manager.resume(email);
  await visit('/me', image, script(4));
  const asked = { client_id: id, redirect_uri: callback };
  await visit(world.authorization(asked), script(1), image);
  await manager.allow();
  const code = new URL(manager.page.url()).searchParams.get('code');
  const tokens = await world.trade({ code, redirect_uri: callback, client_id: id, client_secret: secret });
  assert.equal(tokens.status, 200, JSON.stringify(tokens));
  await visit('/third_party_apps', script(1));
  await visit(`${CLIENTS}/${id}`, email, script(1));
  await visit(`${USERS}/${email}`, id, script(5));
  await visit('/app');
});
