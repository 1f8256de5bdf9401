// Every page: axe finds nothing, in light and dark; nothing is wider than 320 px; pictures of them all on request.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import axe from 'axe-core';

import { PAGES } from './pages.mjs';
import { openWorld } from './world.mjs';

let world;
before(async () => (world = await openWorld()));
after(() => world?.close());

const { SCREENSHOTS } = process.env;

for (const [name, visit] of Object.entries(PAGES)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${name}, ${colorScheme}: axe finds nothing`, async (t) => {
      const visitor = await world.visitor(t, { colorScheme });
      await visit(visitor);
      await visitor.page.evaluate(axe.source);
      const { violations } = await visitor.page.evaluate(() => window.axe.run(document));
      const found = violations.map(({ id, nodes }) => ({ id, html: nodes.map((node) => node.html) }));
      assert.deepEqual(found, []);
    });
  }

  test(`${name}: no sideways scrolling at 320 px, and room for a finger`, async (t) => {
    const visitor = await world.visitor(t, { viewport: { width: 320, height: 568 }, hasTouch: true });
    await visit(visitor);
    assert.deepEqual(await visitor.overflow(), { excess: 0, wide: [] });
    for (const button of await visitor.page.locator('button, a.button').all()) {
      const { height } = await button.boundingBox();
      assert.ok(height >= 44, `${await button.innerText()}: ${height} px`);
    }
  });
}

test('pictures', { skip: !SCREENSHOTS && 'SCREENSHOTS is not set' }, async (t) => {
  await mkdir(SCREENSHOTS, { recursive: true });
  for (const colorScheme of ['light', 'dark']) {
    for (const [name, visit] of Object.entries(PAGES)) {
      const visitor = await world.visitor(t, { colorScheme });
      await visit(visitor);
      for (const width of [320, 390, 1280]) {
        await visitor.page.setViewportSize({ width, height: width < 500 ? 844 : 800 });
        const path = join(SCREENSHOTS, `${name}-${colorScheme}-${width}.png`);
        await visitor.page.screenshot({ path, fullPage: true });
      }
      await visitor.context.close();
    }
  }
});
