// How a page looks: axe finds nothing, in light and dark; nothing is wider than 320 px; pictures of it on request.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import axe from 'axe-core';

const { SCREENSHOTS } = process.env;
if (SCREENSHOTS) await mkdir(SCREENSHOTS, { recursive: true });

/** The visitor's options. Without motion, because a colour on its way from light to dark has the contrast of neither. */
export const OPTIONS = { hasTouch: true, reducedMotion: 'reduce' };

/** Looks at the page that is open; one way to a page serves all that is looked at there. */
export async function lookAt(t, visitor, name) {
  const { page } = visitor;
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await t.test(`${colorScheme}: axe finds nothing`, async () => {
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => window.axe.run(document));
      const found = violations.map(({ id, nodes }) => ({ id, html: nodes.map((node) => node.html) }));
      assert.deepEqual(found, []);
    });
    if (SCREENSHOTS) await takePictures(page, `${name}-${colorScheme}`);
  }

  await page.setViewportSize({ width: 320, height: 568 });
  await t.test('no sideways scrolling at 320 px, and room for a finger', async () => {
    assert.deepEqual(await visitor.overflow(), { excess: 0, wide: [] });
    for (const button of await page.locator('button, a.button, summary, nav a').filter({ visible: true }).all()) {
      const { height } = await button.boundingBox();
      assert.ok(height >= 44, `${await button.innerText()}: ${height} px`);
    }
  });
}

async function takePictures(page, name) {
  const before = page.viewportSize();
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 800 });
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize(before);
}
