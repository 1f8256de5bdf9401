// A protected MCP server: two tools for notes, for whoever comes with a token that our issuer gave for this very server.
import { pathToFileURL } from 'node:url';

import { InvalidTokenError, ServerError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

const METADATA = '/.well-known/oauth-protected-resource/mcp';

/**
 * Starts it. It asks `issuer` about every token, as the client `clientId`, which has `is_resource_server`. `scopes` is what
 * every request needs and `writeScopes` what writing needs besides; without them any token for this server will do.
 */
export async function startExampleServer({ issuer, clientId, clientSecret, scopes = [], writeScopes = [], port = 0 }) {
  const app = createMcpExpressApp();
  const listener = await new Promise((resolve, reject) => {
    const one = app.listen(port, '127.0.0.1', (error) => (error ? reject(error) : resolve(one)));
  });
  const origin = `http://127.0.0.1:${listener.address().port}`;
  const resource = `${origin}/mcp`;
  const ask = await introspection(issuer, clientId, clientSecret);
  const notes = [];

  const verifier = {
    async verifyAccessToken(token) {
      const known = await ask(token);
      if (!known.active) throw new InvalidTokenError('The token is not alive');
      // Without this check, any other server that a user trusts with a token could use it here.
      if (![known.aud].flat().includes(resource)) throw new InvalidTokenError('The token is for another server');
      return { token, clientId: known.client_id, scopes: known.scope?.split(' ') ?? [], expiresAt: known.exp };
    },
  };
  const needs = (requiredScopes) => requireBearerAuth({ verifier, requiredScopes, resourceMetadataUrl: origin + METADATA });
  const reading = needs(scopes);
  const writing = needs([...scopes, ...writeScopes]);

  app.get(METADATA, (request, response) => {
    response.json({
      resource,
      authorization_servers: [issuer],
      ...(scopes.length ? { scopes_supported: scopes } : {}),
      bearer_methods_supported: ['header'],
      resource_name: 'Notes',
    });
  });
  app.post(
    '/mcp',
    (request, response, next) => (writes(request.body) ? writing : reading)(request, response, next),
    async (request, response) => {
      const server = toolsFor(notes);
      const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
      response.on('close', () => server.close());
      await server.connect(transport);
      await transport.handleRequest(request, response, request.body);
    },
  );
  // There is no stream to listen to, and no session to end.
  app.all('/mcp', reading, (request, response) => response.status(405).set('Allow', 'POST').end());

  return {
    resource,
    close: () => {
      listener.close();
      listener.closeAllConnections();
    },
  };
}

function writes(message) {
  return message?.method === 'tools/call' && message.params?.name === 'add_note';
}

function toolsFor(notes) {
  const server = new McpServer({ name: 'notes', version: '1.0.0' });
  const told = (text) => ({ content: [{ type: 'text', text }] });
  server.registerTool('count_notes', { description: 'How many notes there are' }, async () => told(`${notes.length} notes`));
  server.registerTool('add_note', { description: 'Keeps a note', inputSchema: { text: z.string() } }, async ({ text }) => {
    notes.push(text);
    return told(`${notes.length} notes`);
  });
  return server;
}

/** Token introspection (RFC 7662), found by the issuer's metadata. */
async function introspection(issuer, clientId, clientSecret) {
  const metadata = await (await fetch(`${issuer}/.well-known/oauth-authorization-server`)).json();
  const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':');
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return async (token) => {
    const body = new URLSearchParams({ token, token_type_hint: 'access_token' });
    const answer = await fetch(metadata.introspection_endpoint, { method: 'POST', headers: { authorization }, body });
    if (!answer.ok) throw new ServerError(`introspection: ${answer.status}`);
    return answer.json();
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT = '8765' } = process.env;
  const options = { issuer: ISSUER, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET, port: Number(PORT) };
  console.log((await startExampleServer(options)).resource);
}
