// What people really do: Back, two clicks, an expired form, two tabs. Each has to end at the app.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { openWorld } from './world.mjs';

let world;
before(async () => (world = await openWorld()));
after(() => world?.close());
beforeEach(() => {
  world.app.callbacks.length = 0;
  world.app.delay = 0;
});

/** A visitor who has logged in and sees the question. */
async function asked(t, options) {
  const visitor = await world.visitor(t, options);
  await visitor.ask();
  await visitor.logIn();
  await visitor.page.waitForSelector('#btn-allow');
  return visitor;
}

async function assertRedeems(arrived) {
  const tokens = await world.redeem(arrived.get('code'));
  assert.equal(tokens.status, 200, JSON.stringify(tokens));
}

test('Back after Allow, and Allow again, gives a fresh code', async (t) => {
  const visitor = await asked(t);
  const first = await visitor.allow();
  await assertRedeems(first);
  await visitor.page.goBack();
  const second = await visitor.carryOn();
  assert.notEqual(second.get('code'), first.get('code'));
  assert.equal(second.get('state'), 's-1');
  await assertRedeems(second);
});

test('Back to the login page, and logging in again, ends at the question', async (t) => {
  const visitor = await asked(t);
  await visitor.page.goBack();
  await assertRedeems(await visitor.carryOn());
});

for (const [name, options] of [['with', {}], ['without', { javaScriptEnabled: false }]]) {
  test(`a double click on Allow ${name} JavaScript ends at the app with a code`, async (t) => {
    const visitor = await asked(t, options);
    await visitor.page.dblclick('#btn-allow');
    await visitor.page.waitForLoadState('networkidle');
    const arrived = await visitor.arrive();
    // The browser calls off the first post, but may have followed its answer to the app by then.
    for (const callback of world.app.callbacks) assert.match(callback, /[?&]code=/);
    await assertRedeems(arrived);
  });
}

test('an impatient second click while the app is slow ends at the app', async (t) => {
  world.app.delay = 1500;
  const visitor = await asked(t);
  const button = visitor.page.locator('#btn-allow');
  await button.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await button.boundingBox();
  for (const _ of ['first', 'second']) {
    // A bare mouse, because a locator would wait for the first click's navigation.
    await visitor.page.mouse.click(x + width / 2, y + height / 2);
    await sleep(500);
  }
  await assertRedeems(await visitor.arrive());
});

test('a double click on Log in ends at the question', async (t) => {
  const visitor = await world.visitor(t);
  await visitor.ask();
  await visitor.page.fill('#login_email', 'alice@example.com');
  await visitor.page.fill('#login_password', world.password);
  await visitor.page.dblclick('#btn-login');
  await visitor.page.waitForSelector('#btn-allow');
  await assertRedeems(await visitor.allow());
});

test('a forged or expired form gives no code, and a way on', async (t) => {
  const visitor = await asked(t);
  await visitor.forge('#btn-allow');
  const answer = await visitor.press('#btn-allow');
  assert.ok(answer.status() >= 400 && answer.status() < 500, `${answer.status()}`);
  assert.match(answer.headers()['content-type'], /text\/html/);
  assert.deepEqual(world.app.callbacks, []);
  await assertRedeems(await visitor.carryOn());
});

test('a session that ended while the question was open asks to log in, and goes on', async (t) => {
  const visitor = await asked(t);
  await visitor.context.clearCookies({ name: 'sid' });
  await visitor.press('#btn-allow');
  assert.deepEqual(world.app.callbacks, []);
  const arrived = await visitor.carryOn();
  assert.equal(arrived.get('state'), 's-1');
  await assertRedeems(arrived);
});

test('two tabs with the login page: the second is submitted after the first', async (t) => {
  const visitor = await world.visitor(t);
  const first = visitor.page;
  await visitor.ask({ state: 'first' });
  const second = await visitor.newTab();
  await visitor.ask({ state: 'second' });
  visitor.page = first;
  await visitor.logIn();
  visitor.page = second;
  await visitor.logIn();
  const arrived = await visitor.carryOn();
  assert.equal(arrived.get('state'), 'second');
  await assertRedeems(arrived);
  visitor.page = first;
  const later = await visitor.carryOn();
  assert.equal(later.get('state'), 'first');
  await assertRedeems(later);
});

test('two tabs: somebody else logs in in the other one', async (t) => {
  const visitor = await asked(t);
  const first = visitor.page;
  const second = await visitor.newTab();
  await visitor.open('/me');
  await visitor.press('#btn-logout');
  await visitor.open('/login');
  await visitor.logIn({ user: 'erin@example.com' });
  await second.close();
  visitor.page = first;
  // The page still shows Alice's name: pressing Allow on it must not give Erín's data away unasked.
  await visitor.press('#btn-allow');
  assert.deepEqual(world.app.callbacks, []);
  await assertRedeems(await visitor.carryOn());
});
