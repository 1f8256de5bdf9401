// MCP clients made with either line of the official SDK, which keep their credentials in memory and know each request they made.
import * as two from '@modelcontextprotocol/client';
import * as oneAuth from '@modelcontextprotocol/sdk/client/auth.js';
import { Client as OneClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OneTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** The lines of the SDK, by their names in the tests. */
export const SDKS = {
  'SDK 1': {
    ...oneAuth,
    Client: OneClient,
    Transport: OneTransport,
    finish: (transport, callback) => transport.finishAuth(callback.get('code')),
  },
  // It checks the issuer of metadata and callback, says `application_type`, and asks for more scope when it is told to.
  'SDK 2': {
    ...two,
    Transport: two.StreamableHTTPClientTransport,
    finish: (transport, callback) => transport.finishAuth(callback),
  },
};

/** An app: what the SDK asks of it, and what it has been given. */
export class App {
  constructor(redirectUrl, more = {}) {
    this.redirectUrl = redirectUrl;
    this.clientMetadata = {
      client_name: 'Quill',
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    };
    /** The addresses that its user's browser was sent to. */
    this.opened = [];
    /** The requests it made: `METHOD address`. */
    this.requests = [];
    Object.assign(this, more);
  }

  clientInformation = () => this.information;
  saveClientInformation = (information) => void (this.information = information);
  tokens = () => this.kept;
  saveTokens = (tokens) => void (this.kept = tokens);
  saveCodeVerifier = (verifier) => void (this.verifier = verifier);
  codeVerifier = () => this.verifier;
  saveDiscoveryState = (state) => void (this.discovered = state);
  discoveryState = () => this.discovered;
  state = () => 'a-state';
  invalidateCredentials = (which) => {
    if (which === 'all' || which === 'tokens') this.kept = undefined;
    if (which === 'all' || which === 'client') this.information = undefined;
  };
  redirectToAuthorization = (address) => void this.opened.push(new URL(address));

  fetch = (address, init) => {
    this.requests.push(`${init?.method ?? 'GET'} ${address}`);
    return fetch(address, init);
  };

  /** Connects to an MCP server; when it is to log in, `person` does. */
  async connect(sdk, address, person) {
    const transport = () => new sdk.Transport(new URL(address), { authProvider: this, fetch: this.fetch });
    const client = () => new sdk.Client({ name: 'quill', version: '1.0.0' });
    const first = transport();
    const before = this.opened.length;
    try {
      const one = client();
      await one.connect(first);
      return new Connection(one);
    } catch (error) {
      if (this.opened.length === before) throw error;
    }
    await sdk.finish(first, await this.answer(person));
    const next = client();
    await next.connect(transport());
    return new Connection(next);
  }

  /** The parameters with which a person's browser comes back from the address that was opened last. */
  async answer(person) {
    const { origin, pathname, searchParams } = await person.allow(this.opened.at(-1));
    if (origin + pathname !== this.redirectUrl) throw new Error(`came back to ${origin}${pathname}`);
    if (searchParams.get('state') !== this.state()) throw new Error('came back with another state');
    if (!searchParams.get('code')) throw new Error(`came back with ${searchParams}`);
    return searchParams;
  }
}

class Connection {
  constructor(client) {
    this.client = client;
  }

  /** What a tool says. */
  async call(name, words = {}) {
    const { content } = await this.client.callTool({ name, arguments: words });
    return content[0].text;
  }

  close() {
    return this.client.close();
  }
}
