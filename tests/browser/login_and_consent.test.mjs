// Log in, allow, deny, log out: with scripts and without, on a narrow phone, by keyboard alone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { openWorld } from './world.mjs';

let world;
before(async () => (world = await openWorld()));
after(() => world?.close());

const BROWSERS = {
  'with JavaScript': {},
  'without JavaScript': { javaScriptEnabled: false },
  'on a phone of 320 px': { viewport: { width: 320, height: 568 }, hasTouch: true },
};

for (const [name, options] of Object.entries(BROWSERS)) {
  describe(name, () => {
    test('log in and allow', async (t) => {
      const visitor = await world.visitor(t, options);
      await visitor.ask();
      assert.equal(new URL(visitor.page.url()).pathname, '/login');
      assert.equal((await visitor.logIn()).status(), 303);
      assert.match(await visitor.page.title(), /Confirm Access/);
      const question = await visitor.page.locator('main').innerText();
      for (const word of ['Reading Room', world.app.host.split(':')[0], 'alice@example.com', 'Email']) {
        assert.ok(question.includes(word), `${word} is missing in: ${question}`);
      }
      const arrived = await visitor.allow();
      assert.equal(arrived.get('state'), 's-1');
      assert.equal(arrived.get('iss'), world.issuer);
      const tokens = await world.redeem(arrived.get('code'));
      assert.equal(tokens.status, 200, JSON.stringify(tokens));
    });

    test('log in and deny', async (t) => {
      const visitor = await world.visitor(t, options);
      await visitor.ask();
      await visitor.logIn();
      await visitor.page.click('#btn-deny');
      const arrived = await visitor.arrive();
      assert.equal(arrived.get('error'), 'access_denied');
      assert.equal(arrived.get('state'), 's-1');
      assert.equal(arrived.get('iss'), world.issuer);
      assert.equal(arrived.get('code'), null);
    });

    test('log out', async (t) => {
      const visitor = await world.visitor(t, options);
      await visitor.open('/login');
      await visitor.logIn();
      await visitor.open('/me');
      assert.match(await visitor.page.locator('main').innerText(), /Alice Liddell/);
      const answer = await visitor.press('#btn-logout');
      assert.ok(answer.status() < 400, `${answer.status()}`);
      await visitor.open('/me');
      assert.equal(new URL(visitor.page.url()).pathname, '/login');
      await visitor.ask();
      assert.equal(await visitor.page.locator('#btn-allow').count(), 0);
    });
  });
}

test('a second time only the question is asked, and a trusted app asks none', async (t) => {
  const visitor = await world.visitor(t);
  await visitor.ask({ client_id: 'trusted' });
  await visitor.logIn();
  assert.ok((await visitor.arrive()).get('code'));
  await visitor.ask();
  assert.ok((await visitor.allow()).get('code'));
});

test('a wrong password is told, and the right one still works', async (t) => {
  const visitor = await world.visitor(t);
  await visitor.ask({ state: 'kept' });
  assert.equal((await visitor.logIn({ password: 'wrong' })).status(), 401);
  const alert = visitor.page.getByRole('alert');
  assert.ok(await alert.isVisible());
  assert.match(await alert.innerText(), /\w/);
  assert.equal(await visitor.page.inputValue('#login_email'), 'alice@example.com');
  assert.equal(await visitor.page.inputValue('#login_password'), '');
  await visitor.logIn();
  assert.equal((await visitor.allow()).get('state'), 'kept');
});

test('a wrong password reads the same whether the user exists or not', async (t) => {
  const visitor = await world.visitor(t);
  const words = [];
  for (const user of ['alice@example.com', 'nobody@example.com']) {
    await visitor.ask();
    await visitor.logIn({ user, password: 'wrong' });
    words.push(await visitor.page.getByRole('alert').innerText());
  }
  assert.equal(words[0], words[1]);
});

test('by keyboard alone', async (t) => {
  const visitor = await world.visitor(t);
  const { keyboard } = visitor.page;
  await visitor.ask();
  await visitor.tabTo('login_email');
  await keyboard.type('alice@example.com');
  await visitor.tabTo('login_password');
  await keyboard.type(world.password);
  await keyboard.press('Enter');
  await visitor.page.waitForSelector('#btn-allow');
  for (const id of ['btn-deny', 'btn-allow']) {
    await visitor.tabTo(id);
    const outline = await visitor.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, 'none', `the focus on #${id} cannot be seen`);
  }
  await keyboard.press('Enter');
  assert.ok((await visitor.arrive()).get('code'));

  await visitor.ask();
  await visitor.tabTo('btn-deny');
  await keyboard.press('Enter');
  assert.equal((await visitor.arrive()).get('error'), 'access_denied');

  await visitor.open('/me');
  await visitor.tabTo('btn-logout');
  await Promise.all([visitor.page.waitForNavigation(), keyboard.press('Enter')]);
  await visitor.open('/me');
  assert.equal(new URL(visitor.page.url()).pathname, '/login');
});
