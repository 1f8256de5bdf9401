// Every page, as it looks in English.
import { after, before, test } from 'node:test';

import { OPTIONS, lookAt } from './looks.mjs';
import { PAGES } from './pages.mjs';
import { openWorld } from './world.mjs';

let world;
before(async () => (world = await openWorld()));
after(() => world?.close());

for (const [name, visit] of Object.entries(PAGES)) {
  test(name, async (t) => {
    const visitor = await world.visitor(t, OPTIONS);
    await visit(visitor);
    await lookAt(t, visitor, name);
  });
}
