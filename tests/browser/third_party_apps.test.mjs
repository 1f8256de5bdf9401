// The apps that a person has allowed: seen, revoked one by one or all at once, with scripts and without, by keyboard.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { openWorld } from './world.mjs';

let world;
before(async () => (world = await openWorld()));
after(() => world?.close());

const PAGE = '/third_party_apps';
const BROWSERS = {
  'with JavaScript': {},
  'without JavaScript': { javaScriptEnabled: false },
  'on a phone of 320 px': { viewport: { width: 320, height: 568 }, hasTouch: true },
};

/** Whether a token still opens the profile. */
async function isAlive({ access_token: token }) {
  const profile = `${world.issuer}/api/method/frappe.integrations.oauth2.openid_profile`;
  const answer = await fetch(profile, { headers: { authorization: `Bearer ${token}` } });
  assert.ok([200, 401].includes(answer.status), `${answer.status}`);
  return answer.status === 200;
}

/** The names on the page. */
const names = (visitor) => visitor.page.locator('.apps h2').allInnerTexts();

for (const [name, options] of Object.entries(BROWSERS)) {
  describe(name, () => {
    test('allow an app, see it, revoke it: its token is dead', async (t) => {
      const visitor = await world.visitor(t, options);
      await visitor.ask();
      await visitor.logIn({ user: 'erin@example.com' });
      const tokens = await world.redeem((await visitor.allow()).get('code'));
      assert.ok(await isAlive(tokens));

      await visitor.open('/me');
      await Promise.all([visitor.page.waitForNavigation(), visitor.page.click('text=Third-party apps')]);
      assert.equal(new URL(visitor.page.url()).pathname, PAGE);
      assert.deepEqual(await names(visitor), ['Reading Room']);
      const entry = await visitor.page.locator('.apps > li').innerText();
      const today = new Date();
      const month = today.toLocaleString('en', { month: 'long', timeZone: 'UTC' });
      for (const words of [world.app.host, 'Email', 'Everything you can do', 'Allowed', 'Last used', month]) {
        assert.ok(entry.includes(words), `${words} is missing in: ${entry}`);
      }

      assert.equal((await visitor.press('button[name=client_id][value=web]')).status(), 303);
      assert.match(await visitor.page.getByRole('status').innerText(), /cut off/);
      assert.deepEqual(await names(visitor), []);
      assert.equal(await isAlive(tokens), false);
    });

    test('revoke all asks first', async (t) => {
      const visitor = await world.visitor(t, options);
      await visitor.allowTwoApps();
      assert.deepEqual((await names(visitor)).sort(), ['Intranet', 'Reading Room']);
      assert.equal(await visitor.page.locator('#btn-revoke-all').isVisible(), false);
      await visitor.page.click('#revoke-all');
      await visitor.press('#btn-revoke-all');
      assert.deepEqual(await names(visitor), []);
      assert.match(await visitor.page.locator('main').innerText(), /have not allowed any app/);
    });
  });
}

test('by keyboard alone', async (t) => {
  const visitor = await world.visitor(t);
  const { keyboard } = visitor.page;
  await visitor.allowTwoApps();
  const send = () => Promise.all([visitor.page.waitForNavigation(), keyboard.press('Enter')]);
  await visitor.tabTo('btn-revoke-2');
  const outline = await visitor.page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(outline, 'none', 'the focus cannot be seen');
  const [kept] = await names(visitor);
  await send();
  assert.deepEqual(await names(visitor), [kept]);

  await visitor.tabTo('revoke-all');
  await keyboard.press('Space');
  await visitor.tabTo('btn-revoke-all');
  await send();
  assert.deepEqual(await names(visitor), []);
});

test('what a reader of the screen hears of a button is whose it is', async (t) => {
  const visitor = await world.visitor(t);
  await visitor.allowTwoApps();
  for (const name of ['Intranet', 'Reading Room']) {
    const entry = visitor.page.getByRole('listitem', { name });
    const button = entry.getByRole('button', { name: 'Revoke', description: name });
    assert.equal(await button.count(), 1, name);
  }
  await visitor.open(`${PAGE}?app=trusted`);
  assert.deepEqual(await names(visitor), ['Intranet']);
});

test('a form from before another login revokes nothing', async (t) => {
  const visitor = await world.visitor(t);
  await visitor.allowTwoApps();
  const { page: old } = visitor;
  await visitor.newTab();
  await visitor.open('/login?again=1');
  await visitor.logIn();
  visitor.page = old;
  assert.equal((await visitor.press('#btn-revoke-1')).status(), 400);
  await Promise.all([old.waitForNavigation(), old.click('text=Show it again')]);
  assert.equal((await names(visitor)).length, 2);
});
