// What survives the login byte for byte, which cookies are set, and what another site can do with our pages.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openWorld } from './world.mjs';

let world;
before(async () => (world = await openWorld()));
after(() => world?.close());

const STATES = {
  'the reserved characters': "opaque +/%?&=;:@,$!*'()#[] state",
  'already encoded text': '%2B%20%26%3D%25+%C3%A9',
  'quotes and markup': `"'<script>alert(1)</script>&amp;\\`,
  'more than ASCII': 'é ü ß 日本語 \u{1F600} \u202E',
  'line breaks and tabs': 'a\tb\nc\r\nd',
  'base64 of JSON': 'eyJzaXRlIjoiaHR0cHM6Ly9ycCIsInRva2VuIjoiYSJ9==',
};

for (const [name, state] of Object.entries(STATES)) {
  test(`the state survives the login: ${name}`, async (t) => {
    const visitor = await world.visitor(t);
    const address = new URL(world.authorization());
    address.searchParams.delete('state');
    await visitor.open(`${address}&state=${encodeURIComponent(state)}`);
    await visitor.logIn();
    await visitor.allow();
    assert.equal(lastState(), state);
  });
}

test('an authorization by POST survives the login', async (t) => {
  const state = STATES['the reserved characters'];
  const asked = Object.fromEntries(new URL(world.authorization({ state })).searchParams);
  const fields = Object.entries(asked).map(([name, value]) => {
    const text = value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    return `<input type="hidden" name="${name}" value="${text}">`;
  });
  const target = new URL(world.authorization()).pathname;
  world.app.pages['/start'] =
    `<form method="post" action="${world.issuer}${target}">${fields.join('')}<button id="start">Log in</button></form>`;
  const visitor = await world.visitor(t);
  await visitor.page.goto(`${world.app.origin}/start`);
  await visitor.page.click('#start');
  await visitor.logIn();
  await visitor.allow();
  assert.equal(lastState(), state);
});

test('the session cookie is out of reach of scripts and of other sites', async (t) => {
  const visitor = await world.visitor(t);
  await visitor.open('/login');
  await visitor.logIn();
  const cookies = Object.fromEntries((await visitor.context.cookies()).map((cookie) => [cookie.name, cookie]));
  assert.equal(cookies.sid.httpOnly, true);
  for (const cookie of Object.values(cookies)) {
    assert.ok(['Lax', 'Strict'].includes(cookie.sameSite), `${cookie.name}: ${cookie.sameSite}`);
    assert.equal(cookie.domain, '127.0.0.1');
  }
  assert.equal(cookies.sid.sameSite, 'Lax');
  assert.equal(cookies.sid.path, '/');
  assert.equal(decodeURIComponent(cookies.user_id.value), 'alice@example.com');
  assert.equal(decodeURIComponent(cookies.full_name.value), 'Alice Liddell');
  assert.equal(cookies.system_user.value, 'yes');
  assert.equal(cookies.user_id.httpOnly, false);
  const readable = await visitor.page.evaluate(() => document.cookie);
  assert.ok(!readable.includes('sid='), readable);
});

test('a session id that was planted before the login is not taken over', async (t) => {
  const visitor = await world.visitor(t);
  const planted = 'f'.repeat(56);
  await visitor.context.addCookies([{ name: 'sid', value: planted, url: world.issuer }]);
  await visitor.open('/login');
  await visitor.logIn();
  assert.notEqual(await sid(visitor), planted);
});

test('after the logout the old session id opens nothing', async (t) => {
  const visitor = await world.visitor(t);
  await visitor.open('/login');
  await visitor.logIn();
  const old = await sid(visitor);
  await visitor.open('/me');
  await visitor.press('#btn-logout');
  const names = (await visitor.context.cookies()).map((cookie) => cookie.name);
  for (const gone of ['sid', 'user_id', 'full_name', 'system_user', 'user_image']) {
    assert.ok(!names.includes(gone), `${gone} is still there`);
  }
  await visitor.context.addCookies([{ name: 'sid', value: old, url: world.issuer }]);
  await visitor.ask();
  assert.equal(new URL(visitor.page.url()).pathname, '/login');
});

for (const foreign of ['https://evil.example/', '//evil.example/', '/\\evil.example/', 'javascript:alert(1)']) {
  test(`the login does not lead to ${foreign}`, async (t) => {
    const visitor = await world.visitor(t);
    await visitor.open(`/login?redirect-to=${encodeURIComponent(foreign)}`);
    await visitor.logIn();
    assert.equal(visitor.page.url(), `${world.issuer}/app`);
  });
}

test('no page of ours opens inside a page of somebody else', async (t) => {
  world.app.pages['/frame'] = `<iframe src="${world.issuer}/login"></iframe>`;
  const visitor = await world.visitor(t);
  await visitor.page.goto(`${world.app.origin}/frame`);
  await visitor.page.waitForLoadState('networkidle');
  const framed = visitor.page.frames().find((frame) => frame !== visitor.page.mainFrame());
  assert.equal(await framed.locator('#login_email').count(), 0);
  // The browser says so itself: that is no fault.
  visitor.faults.length = 0;
});

/** The state of the last callback, decoded by no more than RFC 3986 and the form's plus sign. */
function lastState() {
  const [, raw] = /[?&]state=([^&]*)/.exec(world.app.callbacks.at(-1));
  return decodeURIComponent(raw.replaceAll('+', ' '));
}

/** The session id in the visitor's profile. */
async function sid(visitor) {
  return (await visitor.context.cookies()).find((cookie) => cookie.name === 'sid')?.value;
}
