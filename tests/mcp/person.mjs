// A person at a browser that knows no script: cookies, redirects, the login, the question, the callback.
import assert from 'node:assert/strict';

import { PASSWORD } from '../clients/server.mjs';

const MAX_STEPS = 12;

export class Person {
  constructor(issuer, user = 'alice@example.com') {
    this.issuer = issuer;
    this.user = user;
    this.cookies = new Map();
    /** The pages on which this person was asked to allow an app. */
    this.questions = [];
  }

  /** Opens an address and goes on, logging in and allowing, until it is at the app; gives the address there. */
  async allow(address) {
    let { url, answer } = await this.#get(new URL(address));
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const location = answer.headers.get('location');
      if (location) {
        ({ url, answer } = await this.#get(new URL(location, url)));
        continue;
      }
      const page = await answer.text();
      if (url.origin !== this.issuer) return url;
      if (answer.status !== 200) throw new Error(`${answer.status}: ${words(page)} (${url})`);
      ({ url, answer } = await this.#fillIn(page, url));
    }
    throw new Error(`no end at ${url}`);
  }

  async #fillIn(page, url) {
    const login = formWith(page, 'name="usr"');
    if (login) return this.#post(url, login, { usr: this.user, pwd: PASSWORD });
    const question = formWith(page, 'value="allow"');
    assert.ok(question, `neither a login nor a question: ${words(page)} (${url})`);
    this.questions.push(page);
    return this.#post(url, question, { decision: 'allow' });
  }

  #post(url, form, more) {
    const body = new URLSearchParams({ ...form.fields, ...more });
    return this.#get(new URL(form.action, url), { method: 'POST', body });
  }

  async #get(url, init = {}) {
    const ours = url.origin === this.issuer;
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { accept: 'text/html,*/*;q=0.8', ...(ours && cookie ? { cookie } : {}) };
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of ours ? answer.headers.getSetCookie() : []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.cookies.set(name, value);
    }
    return { url, answer };
  }
}

/** The first form of a page that has `mark` in it: its address and its hidden fields. */
function formWith(page, mark) {
  const form = page.match(/<form[\s\S]*?<\/form>/g)?.find((one) => one.includes(mark));
  if (!form) return undefined;
  const hidden = form.match(/<input type="hidden"[^>]*>/g) ?? [];
  const fields = hidden.map((input) => [attribute(input, 'name'), attribute(input, 'value')]);
  return { action: attribute(form, 'action'), fields: Object.fromEntries(fields) };
}

function attribute(text, name) {
  return plain(new RegExp(` ${name}="([^"]*)"`).exec(text)?.[1] ?? '');
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** What a page says. */
export function words(page) {
  const body = page.replace(/<head[\s\S]*<\/head>/, '').replace(/<[^>]*>/g, ' ');
  return plain(body).replace(/\s+/g, ' ').trim();
}

/** Text of a page without its character references. */
function plain(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name) return NAMED[name] ?? whole;
    return String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal));
  });
}
