// The world of these tests: a server, an app that waits for callbacks, Chromium, and visitors with a browser profile each.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';

import { chromium } from 'playwright-core';

import { fixtures, PASSWORD, secretOf, startEmptyServer, startServer } from '../clients/server.mjs';
import { Visitor } from './visitor.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens a world; `close` it when the file's tests are over. With `users`, there is nothing in it but them. */
export async function openWorld(users) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS,
  });
  const app = await startApp();
  try {
    const text = (await fixtures()).replaceAll('127.0.0.1:9999', app.host);
    return new World(app, await (users ? startEmptyServer(users) : startServer(text)), browser);
  } catch (error) {
    // What is left open would keep the test runner waiting for ever.
    app.close();
    await browser.close();
    throw error;
  }
}

class World {
  constructor(app, server, browser) {
    Object.assign(this, { app, server, browser, issuer: server.issuer, password: PASSWORD, sessions: {} });
  }

  async close() {
    await this.browser.close();
    this.app.close();
    await this.server.stop();
  }

  /** The address of an authorization for the app that asks for consent. */
  authorization(more = {}) {
    const asked = {
      client_id: 'web',
      response_type: 'code',
      scope: 'all openid',
      redirect_uri: this.app.callback,
      state: 's-1',
      ...more,
    };
    return `${this.issuer}/api/method/frappe.integrations.oauth2.authorize?${new URLSearchParams(asked)}`;
  }

  /** A person with a fresh profile. When the test ends, nothing of ours may have failed in the browser. */
  async visitor(t, options = {}) {
    const context = await this.browser.newContext(options);
    const visitor = new Visitor(this, context);
    await visitor.newTab();
    t.after(async () => {
      await context.close();
      assert.deepEqual(visitor.faults, []);
    });
    return visitor;
  }

  /** The session of a user's one login beside the page: each costs a slow hash. */
  session(user) {
    this.sessions[user] ??= this.logInBeside(user);
    return this.sessions[user];
  }

  async logInBeside(user) {
    const body = new URLSearchParams({ usr: user, pwd: this.password });
    const answer = await fetch(`${this.issuer}/api/method/login`, { method: 'POST', body });
    assert.equal(answer.status, 200, user);
    const [, sid] = /(?:^|, )sid=([^;]+)/.exec(answer.headers.get('set-cookie'));
    return sid;
  }

  /** The app trades a code for tokens. */
  async redeem(code, client = 'web') {
    const { callback: redirect_uri } = this.app;
    return this.trade({ code, redirect_uri, client_id: client, client_secret: await secretOf(client) });
  }

  async trade(asked) {
    const answer = await fetch(`${this.issuer}/api/method/frappe.integrations.oauth2.get_token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'authorization_code', ...asked }),
    });
    return { status: answer.status, ...(await answer.json()) };
  }
}

/** An app on a port of its own: it records callbacks, and serves whatever page a test gives it. */
async function startApp() {
  const app = { callbacks: [], pages: {}, delay: 0 };
  const server = createServer((request, response) => {
    const path = request.url.split('?')[0];
    const page = path === '/callback' ? '<h1>Arrived</h1>' : app.pages[path];
    if (path === '/callback') app.callbacks.push(request.url);
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    setTimeout(() => response.end(`<!DOCTYPE html><title>App</title>${page ?? ''}`), page ? app.delay : 0);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  app.host = `127.0.0.1:${server.address().port}`;
  app.origin = `http://${app.host}`;
  app.callback = `${app.origin}/callback`;
  app.close = () => {
    server.close();
    server.closeAllConnections();
  };
  return app;
}
