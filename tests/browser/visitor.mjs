// What a person does: opens pages, logs in, presses buttons, arrives.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 10_000;

export class Visitor {
  constructor(world, context) {
    this.world = world;
    this.context = context;
    this.faults = [];
  }

  /** Opens a tab and makes it the one in use. */
  async newTab() {
    const page = await this.context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('response', (response) => {
      if (response.status() >= 500) this.faults.push(`${response.status()} ${response.url()}`);
    });
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('dialog', (dialog) => {
      this.faults.push(`${dialog.type()}: ${dialog.message()}`);
      return dialog.dismiss();
    });
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.faults.push(message.text());
    });
    this.page = page;
    return page;
  }

  open(url) {
    return this.page.goto(new URL(url, this.world.issuer).href);
  }

  /** Opens an authorization; `more` changes its parameters. */
  ask(more) {
    return this.open(this.world.authorization(more));
  }

  /** Fills in the login page that is open. */
  async logIn({ user = 'alice@example.com', password = this.world.password } = {}) {
    await this.page.fill('#login_email', user);
    await this.page.fill('#login_password', password);
    return this.press('#btn-login');
  }

  /** Comes with the session of an earlier login, where the login is not what a test is about. */
  async resume(user = 'alice@example.com') {
    const [name, value] = (await this.world.session(user)).split('=');
    await this.context.addCookies([{ name, value, url: this.world.issuer }]);
  }

  /** Fills in a form of the desk, by Frappe's names of the fields. */
  async fill(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const field = this.page.locator(`#field-${name}`);
      if (typeof value === 'boolean') await field.setChecked(value);
      else await field.fill(value);
    }
  }

  /** Answers the question before an act of the desk. */
  async confirm(act) {
    assert.equal(await this.page.locator(`#btn-${act}`).isVisible(), false, `${act} is not asked`);
    await this.page.click(`#ask-${act}`);
    return this.press(`#btn-${act}`);
  }

  /** Follows a link. */
  async follow(selector) {
    await Promise.all([this.page.waitForNavigation(), this.page.click(selector)]);
  }

  /** The secrets that a page of the desk shows, by their labels. */
  async secrets() {
    const shown = await this.page.locator('code.secret-text').all();
    return Object.fromEntries(
      await Promise.all(shown.map(async (one) => [await one.getAttribute('data-label'), await one.innerText()])),
    );
  }

  /** Presses a button that posts a form, and waits for where it leads; gives the answer to the post. */
  async press(selector) {
    const [answer] = await Promise.all([
      this.page.waitForResponse((response) => response.request().method() === 'POST'),
      this.page.waitForNavigation(),
      this.page.click(selector),
    ]);
    return answer;
  }

  /** Makes a form's token one that the server never gave out, as an expired or forged form has. */
  async forge(button) {
    await this.page
      .locator(`form:has(${button}) input[name=csrf_token]`)
      .evaluate((input) => (input.value = [...input.value].reverse().join('')));
  }

  async allow() {
    await this.page.click('#btn-allow');
    return this.arrive();
  }

  /** Logs in, allows two apps, and opens the page that lists them. */
  async allowTwoApps() {
    await this.ask({ client_id: 'trusted' });
    await this.logIn();
    await this.world.redeem((await this.arrive()).get('code'), 'trusted');
    await this.ask();
    await this.world.redeem((await this.allow()).get('code'));
    await this.open('/third_party_apps');
  }

  /** Logs in from two browsers, and opens the page that lists them in the second. */
  async logInTwice(user = 'erin@example.com') {
    const other = await this.world.logInByApi(user);
    await this.open('/login');
    await this.logIn({ user });
    await this.open('/me/sessions');
    return other;
  }

  /** Fills in the page of the password that is open. */
  async changePassword({ old = this.world.password, to = 'a much longer one', again = to } = {}) {
    await this.page.fill('#old_password', old);
    await this.page.fill('#new_password', to);
    await this.page.fill('#confirm_password', again);
    return this.press('#btn-update');
  }

  /** Waits until the browser is at the app, and gives the parameters it came with. */
  async arrive() {
    const deadline = Date.now() + PATIENCE_MS;
    // Not `waitForURL`: it fails when a second click calls off the navigation that the first has begun.
    while (!this.isAtTheApp()) {
      assert.ok(Date.now() < deadline, `still at ${this.page.url()}`);
      await sleep(20);
    }
    await this.page.waitForLoadState();
    return new URL(this.page.url()).searchParams;
  }

  isAtTheApp() {
    return this.page.url().startsWith(this.world.app.callback);
  }

  /** Goes on from wherever trouble has left the person, with the buttons and links there are, to the app. */
  async carryOn() {
    for (let step = 0; step < 5 && !this.isAtTheApp(); step += 1) {
      if (await this.page.locator('#btn-allow').count()) await this.press('#btn-allow');
      else if (await this.page.locator('#btn-login').count()) await this.logIn();
      else {
        const way = this.page.locator('main a, main button').first();
        await Promise.all([this.page.waitForNavigation(), way.click()]);
      }
    }
    assert.ok(this.isAtTheApp(), `no way on from ${this.page.url()}`);
    return this.arrive();
  }

  /** Whether the page is wider than the window. */
  async overflow() {
    return this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const wide = [...document.querySelectorAll('body *')]
        .filter((element) => {
          const { left, right } = element.getBoundingClientRect();
          return left < -0.5 || right > clientWidth + 0.5;
        })
        .map((element) => element.tagName + element.className);
      return { excess: scrollWidth - clientWidth, wide };
    });
  }

  /** Presses Tab until the element has the focus, as somebody without a mouse does. */
  async tabTo(id) {
    for (let presses = 0; presses < 80; presses += 1) {
      const focused = await this.page.evaluate(() => document.activeElement?.id);
      if (focused === id) return;
      await this.page.keyboard.press('Tab');
    }
    assert.fail(`Tab never reaches #${id}`);
  }
}
