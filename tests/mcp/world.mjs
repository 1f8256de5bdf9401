// The world of these tests: a server, MCP servers that it protects, apps with a listener, documents of clients, a person.
import { createServer } from 'node:http';

import { fixtures, secretOf, startServer } from '../clients/server.mjs';
import { listen } from './callback.mjs';
import { startExampleServer } from './example_server.mjs';
import { App } from './mcp_client.mjs';
import { Person } from './person.mjs';

const SETTINGS = { doctype: 'OAuth Settings', name: 'OAuth Settings', enable_dynamic_client_registration: 1 };

/** Opens a world with these documents beside the fixtures; `close` it when the file's tests are over. */
export async function openWorld(more = []) {
  const documents = [...JSON.parse(await fixtures()), SETTINGS, ...more];
  return new World(await startServer(JSON.stringify(documents)));
}

/** A public client that an administrator made. */
export function publicClient(client_id, redirect_uri, scopes) {
  return {
    doctype: 'OAuth Client',
    name: client_id,
    client_id,
    app_name: client_id,
    scopes,
    redirect_uris: redirect_uri,
    default_redirect_uri: redirect_uri,
    grant_type: 'Authorization Code',
    response_type: 'Code',
    token_endpoint_auth_method: 'None',
    allowed_roles: [{ role: 'All' }],
  };
}

class World {
  constructor(server) {
    this.server = server;
    this.issuer = server.issuer;
    this.ends = [];
  }

  async close() {
    for (const end of this.ends.reverse()) await end();
    await this.server.stop();
  }

  person() {
    return new Person(this.issuer);
  }

  /** A protected MCP server. */
  async notes(options = {}) {
    const credentials = { clientId: 'api', clientSecret: await secretOf('api') };
    const server = await startExampleServer({ issuer: this.issuer, ...credentials, ...options });
    this.ends.push(server.close);
    return server;
  }

  /** An app with a listener on a port of its own. */
  async app(more, host) {
    const ear = await listen(host);
    this.ends.push(ear.close);
    return new App(ear.uri, more);
  }

  /** Serves a client's document on this machine; gives its address, which is the client's id. `read` counts the readings. */
  async document(content, host = '127.0.0.1') {
    const served = { read: 0 };
    const listener = createServer((request, response) => {
      served.read += 1;
      response.setHeader('content-type', 'application/json').setHeader('cache-control', 'public, max-age=300');
      response.end(JSON.stringify({ client_id: served.id, ...content }));
    });
    await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
    served.id = `http://${host}:${listener.address().port}/client.json`;
    this.ends.push(() => {
      listener.close();
      listener.closeAllConnections();
    });
    return served;
  }

  async metadata() {
    return (await fetch(`${this.issuer}/.well-known/oauth-authorization-server`)).json();
  }

  /** Sends a form to an endpoint, by its name in the metadata. */
  async post(endpoint, fields) {
    const address = (await this.metadata())[endpoint];
    return fetch(address, { method: 'POST', body: new URLSearchParams(fields) });
  }
}

/** Whether an MCP server takes a token: its answer to somebody who asks for its tools. */
export function present(resource, token) {
  return fetch(resource, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
}
