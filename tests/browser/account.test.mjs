// What a person sees and changes of what is his: sessions, password, profile; with scripts and without, by keyboard.
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
const NEW = 'a much longer one';

/** The names of the sessions on the page. */
const names = (visitor) => visitor.page.locator('.apps h2').allInnerTexts();

/** Follows a link of the page. */
const follow = (visitor, name) =>
  Promise.all([visitor.page.waitForNavigation(), visitor.page.getByRole('link', { name }).click()]);

const path = (visitor) => new URL(visitor.page.url()).pathname;

for (const [name, options] of Object.entries(BROWSERS)) {
  describe(name, () => {
    test('a lost phone is found in the list and ended', async (t) => {
      const visitor = await world.visitor(t, options);
      const phone = await visitor.logInTwice();
      await visitor.open('/me');
      await follow(visitor, 'Sessions and devices');
      assert.deepEqual(await names(visitor), ['Chrome on Linux', 'Safari on iPhone']);
      const [own, other] = await visitor.page.locator('.apps > li').allInnerTexts();
      assert.match(own, /This browser/);
      assert.match(other, /127\.0\.0\.1/);
      assert.equal((await visitor.press('#btn-end-2')).status(), 303);
      assert.match(await visitor.page.getByRole('status').innerText(), /is ended/);
      assert.deepEqual(await names(visitor), ['Chrome on Linux']);
      assert.equal(await world.isAlive(phone), false);
    });

    test('signing out everywhere asks first', async (t) => {
      const visitor = await world.visitor(t, options);
      const phone = await visitor.logInTwice();
      assert.equal(await visitor.page.locator('#btn-end-all').isVisible(), false);
      await visitor.page.click('#end-all');
      assert.match(await visitor.page.locator('details').innerText(), /every app/);
      await visitor.press('#btn-end-all');
      assert.match(await visitor.page.locator('h1').innerText(), /signed out everywhere/);
      assert.equal(await world.isAlive(phone), false);
      await visitor.open('/me');
      assert.equal(path(visitor), '/login');
    });

    test('a profile is saved, and what is wrong stays where it was typed', async (t) => {
      const visitor = await world.visitor(t, options);
      await visitor.open('/login?redirect-to=/me');
      await visitor.logIn({ user: 'bob@example.com' });
      await follow(visitor, 'Profile');
      await visitor.page.fill('#first_name', 'Robert');
      await visitor.page.fill('#language', 'English');
      await visitor.press('#btn-save');
      assert.match(await visitor.page.getByRole('alert').innerText(), /Nothing is saved/);
      assert.equal(await visitor.page.inputValue('#first_name'), 'Robert');
      assert.equal(await visitor.page.inputValue('#language'), 'English');
      const language = visitor.page.getByRole('combobox', { name: 'Language', description: /tag such as/ });
      assert.equal(await language.getAttribute('aria-invalid'), 'true');
      for (const [tag, words] of [['de', /ist gespeichert/], ['en', /is saved/]]) {
        await visitor.page.fill('#language', tag);
        await visitor.press('#btn-save');
        assert.match(await visitor.page.getByRole('status').innerText(), words);
      }
      assert.match(await visitor.page.locator('.person').innerText(), /Robert/);
    });
  });
}

test('by keyboard alone: another password, and the old one is good for nothing', async (t) => {
  const visitor = await world.visitor(t);
  const { keyboard } = visitor.page;
  const type = async (old) => {
    for (const [id, text] of Object.entries({ old_password: old, new_password: NEW, confirm_password: NEW })) {
      await visitor.tabTo(id);
      await keyboard.type(text);
    }
    await Promise.all([visitor.page.waitForNavigation(), keyboard.press('Enter')]);
  };
  const phone = await visitor.logInTwice('alice@example.com');
  await visitor.open('/update-password');
  assert.equal(await visitor.page.evaluate(() => document.activeElement.id), 'old_password');
  await type('not the password');
  assert.match(await visitor.page.getByRole('alert').innerText(), /current password is wrong/);
  assert.equal(await visitor.page.evaluate(() => document.activeElement.id), 'old_password');
  await type(world.password);
  assert.match(await visitor.page.locator('h1').innerText(), /password is changed/);
  assert.equal(await world.isAlive(phone), false);
  await follow(visitor, 'Your account');
  assert.equal(path(visitor), '/me');

  await visitor.open('/login?again=1');
  await visitor.logIn();
  assert.match(await visitor.page.getByRole('alert').innerText(), /Wrong email or password/);
  await visitor.logIn({ password: NEW });
  assert.notEqual(path(visitor), '/login');
});

test('what a reader of the screen hears of a button is which session it ends', async (t) => {
  const visitor = await world.visitor(t);
  await visitor.logInTwice();
  const entry = visitor.page.getByRole('listitem', { name: 'Safari on iPhone' });
  const button = entry.first().getByRole('button', { name: 'End', description: 'Safari on iPhone' });
  assert.equal(await button.count(), 1);
});
