// response_mode=form_post: the answer arrives at the app by POST, with scripts by itself and without by a button.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openWorld } from './world.mjs';

let world;
before(async () => (world = await openWorld()));
after(() => world?.close());

const STATE = '"><script>alert(1)</script>\u00e9 a+b%20&amp;\'</script>';

/** Waits until the browser is at the app, and gives what came with it. */
async function arrived(visitor) {
  await visitor.arrive();
  const { url, type, fields } = world.app.posts.at(-1);
  // Nothing stands in an address, where a log would keep it.
  assert.equal(url, '/callback');
  assert.equal(new URL(visitor.page.url()).search, '');
  assert.equal(type, 'application/x-www-form-urlencoded');
  assert.equal(fields.get('state'), STATE);
  assert.equal(fields.get('iss'), world.issuer);
  return fields;
}

const asked = { response_mode: 'form_post', state: STATE };

test('with scripts the page sends itself, and its policy lets it', async (t) => {
  const visitor = await world.visitor(t);
  await visitor.ask(asked);
  await visitor.logIn();
  await visitor.page.click('#btn-allow');
  const fields = await arrived(visitor);
  const tokens = await world.redeem(fields.get('code'));
  assert.equal(tokens.status, 200, JSON.stringify(tokens));
});

test('without scripts a button sends it, and it is all that has to be pressed', async (t) => {
  const visitor = await world.visitor(t, { javaScriptEnabled: false });
  await visitor.ask(asked);
  await visitor.logIn();
  await visitor.press('#btn-allow');
  assert.match(await visitor.page.title(), /Back to the app/);
  assert.ok((await visitor.page.locator('main').innerText()).includes(world.app.host));
  await visitor.page.click('#btn-continue');
  const fields = await arrived(visitor);
  const tokens = await world.redeem(fields.get('code'));
  assert.equal(tokens.status, 200, JSON.stringify(tokens));
});

test('a refusal arrives in the same way', async (t) => {
  const visitor = await world.visitor(t);
  await visitor.resume();
  await visitor.ask(asked);
  await visitor.page.click('#btn-deny');
  const fields = await arrived(visitor);
  assert.equal(fields.get('error'), 'access_denied');
  assert.equal(fields.get('code'), null);
});

test('the page without a script fits a narrow phone', async (t) => {
  const visitor = await world.visitor(t, { javaScriptEnabled: false, viewport: { width: 320, height: 568 } });
  await visitor.resume();
  await visitor.ask({ ...asked, ui_locales: 'de' });
  await visitor.press('#btn-allow');
  const button = visitor.page.locator('#btn-continue');
  assert.equal(await button.innerText(), 'Weiter');
  const { width, height } = await button.boundingBox();
  assert.ok(width > 100 && height >= 44, `${width} by ${height}`);
});
