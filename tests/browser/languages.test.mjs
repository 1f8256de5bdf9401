// The pages in the longest words there are, and from right to left.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { OPTIONS, lookAt } from './looks.mjs';
import { PAGES } from './pages.mjs';
import { openWorld } from './world.mjs';

let world;
before(async () => (world = await openWorld()));
after(() => world?.close());

const LANGUAGES = {
  ar: { direction: 'rtl', headings: { login: /^تسجيل الدخول$/, consent: /^يريد .*Reading Room.* الوصول/ } },
  de: { direction: 'ltr', headings: { login: /^Anmelden$/, consent: /Reading Room.* möchte auf folgende Angaben/ } },
};
const NAMES = [
  'login',
  'login-refused',
  'consent',
  'denied-for-a-site',
  'me',
  'sessions-ending-all',
  'third-party-apps-revoking-all',
  'password-refused',
  'profile-refused',
];

for (const [locale, { direction, headings }] of Object.entries(LANGUAGES)) {
  for (const name of NAMES) {
    test(`${name} in ${locale}`, async (t) => {
      const visitor = await world.visitor(t, { ...OPTIONS, locale });
      await PAGES[name](visitor);
      const root = visitor.page.locator('html');
      assert.deepEqual([await root.getAttribute('lang'), await root.getAttribute('dir')], [locale, direction]);
      if (headings[name]) assert.match(await visitor.page.locator('h1').innerText(), headings[name]);
      await lookAt(t, visitor, `${name}-${locale}`);
    });
  }
}

test('what an app asks for goes before what the browser prefers', async (t) => {
  const visitor = await world.visitor(t, { locale: 'ar' });
  await visitor.ask({ ui_locales: 'de' });
  assert.equal(await visitor.page.locator('html').getAttribute('lang'), 'de');
  await visitor.logIn();
  assert.equal(await visitor.page.locator('#btn-allow').innerText(), 'Erlauben');
  assert.equal((await visitor.allow()).get('state'), 's-1');
});
