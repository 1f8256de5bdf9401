// The world of these tests: a server, an app that waits for callbacks, Chromium, and visitors with a browser profile each.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

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

/**
 * Opens a world; `close` it when the file's tests are over. With `users`, there is nothing in it but them; with `more`,
 * these documents stand beside the fixtures.
 */
export async function openWorld(users, more = []) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS,
  });
  const app = await startApp();
  try {
    const all = JSON.stringify([...JSON.parse(await fixtures()), ...more]);
    const documents = all.replaceAll('127.0.0.1:9999', app.host);
    return new World(app, await (users ? startEmptyServer(users) : startServer(documents)), browser);
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

  /** The cookie of a user's one session beside the page: each login costs a slow hash. */
  session(user) {
    this.sessions[user] ??= this.logInByApi(user);
    return this.sessions[user];
  }

  /** Another browser of a user; gives the cookie that holds its session. */
  async logInByApi(user, agent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1') {
    const answer = await fetch(`${this.issuer}/api/method/login`, {
      method: 'POST',
      headers: { 'user-agent': agent },
      body: new URLSearchParams({ usr: user, pwd: this.password }),
    });
    assert.equal(answer.status, 200);
    return answer.headers.getSetCookie().find((cookie) => cookie.startsWith('sid=')).split(';')[0];
  }

  /** Whether a session lives, by its cookie. */
  async isAlive(cookie) {
    const answer = await fetch(`${this.issuer}/api/method/frappe.auth.get_logged_user`, { headers: { cookie } });
    assert.ok([200, 403].includes(answer.status), `${answer.status}`);
    return answer.status === 200;
  }

  /** What a device is told that shows a code. */
  async beginAtADevice() {
    const answer = await fetch(`${this.issuer}/api/method/frappe.integrations.oauth2.device_authorization`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'tv' }),
    });
    assert.equal(answer.status, 200);
    return answer.json();
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

/** What a form brought: its media type and its fields. */
async function received(request) {
  const { url, headers } = request;
  return { url, type: headers['content-type'], fields: new URLSearchParams(await text(request)) };
}

/** An app on a port of its own: it records callbacks and forms, and serves whatever page a test gives it. */
/** What the app says of itself, to who knows it by nothing else: its `client_id` is where this is. */
function documentOf(app) {
  return {
    client_id: `${app.origin}/client.json`,
    client_name: 'Notebook',
    redirect_uris: [app.callback],
    token_endpoint_auth_method: 'none',
    client_uri: 'https://notebook.example.com/',
    policy_uri: 'https://notebook.example.com/privacy',
    tos_uri: 'https://notebook.example.com/terms',
  };
}

async function startApp() {
  const app = { callbacks: [], posts: [], pages: {}, delay: 0 };
  const server = createServer(async (request, response) => {
    const path = request.url.split('?')[0];
    if (path === '/client.json') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(documentOf(app)));
      return;
    }
    const page = path === '/callback' ? '<h1>Arrived</h1>' : app.pages[path];
    if (path === '/callback') app.callbacks.push(request.url);
    if (request.method === 'POST') app.posts.push(await received(request));
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
