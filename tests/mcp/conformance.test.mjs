// The MCP project's conformance tool: all its scenarios for authorization servers, for public clients of each kind.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { freePort, runAuthorizationScenarios } from './conformance.mjs';
import { SDKS } from './mcp_client.mjs';
import { openWorld, publicClient } from './world.mjs';

let world;
let port;

before(async () => {
  port = await freePort();
  world = await openWorld([
    publicClient('exact', `http://127.0.0.1:${port}/callback`, 'openid all'),
    publicClient('portless', 'http://127.0.0.1/callback', 'openid all'),
  ]);
});
after(() => world?.close());

const GRANT = 'authorization-code-grant';
const DOCUMENT = 'authorization-server-metadata-cimd';

/** Its checks by id; a check that was skipped has not passed. */
async function run(client, at) {
  const options = { url: world.issuer, 'client-id': client, port: at };
  const { code, output, checks } = await runAuthorizationScenarios(options, world.person());
  assert.equal(code, 0, output);
  return Object.fromEntries(Object.values(checks).map(({ id, status, errorMessage }) => [id, errorMessage ?? status]));
}

const PASSED = { 'authorization-server-metadata': 'SUCCESS', [GRANT]: 'SUCCESS' };

test('all scenarios pass for a public client', async () => {
  const { [DOCUMENT]: _, ...checks } = await run('exact', port);
  assert.deepEqual(checks, PASSED);
});

test('the metadata names client documents', async () => {
  const checks = await run('exact', port);
  assert.equal(checks[DOCUMENT], 'SUCCESS');
});

test('all scenarios pass for a public client on any port', async () => {
  const checks = await run('portless', await freePort());
  assert.equal(checks[GRANT], 'SUCCESS');
});

test('all scenarios pass for a client that registered itself', async () => {
  const at = await freePort();
  const { client_id } = await SDKS['SDK 2'].registerClient(world.issuer, {
    metadata: await world.metadata(),
    clientMetadata: {
      client_name: 'Conformance',
      redirect_uris: [`http://127.0.0.1:${at}/callback`],
      token_endpoint_auth_method: 'none',
    },
  });
  assert.deepEqual(await run(client_id, at), { ...PASSED, [DOCUMENT]: 'SUCCESS' });
});

test('all scenarios pass for a client that is known by its document', async () => {
  const { id } = await world.document({
    client_name: 'Conformance',
    redirect_uris: ['http://127.0.0.1/callback'],
    token_endpoint_auth_method: 'none',
  });
  assert.deepEqual(await run(id, await freePort()), { ...PASSED, [DOCUMENT]: 'SUCCESS' });
});
