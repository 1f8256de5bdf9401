// The MCP project's own conformance tool, run against an authorization server, with a person who logs in when it asks for one.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TOOL = fileURLToPath(new URL('node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url));

/** A port for the tool's listener: its redirect URI is `http://127.0.0.1:<port>/callback`. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Runs all its scenarios for authorization servers; gives its exit code, its output and every check by its id. `options` are
 * the tool's own, by their names on the command line.
 */
export async function runAuthorizationScenarios(options, person) {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-conformance-'));
  try {
    const words = Object.entries({ ...options, 'output-dir': folder }).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const tool = spawn(process.execPath, [TOOL, 'authorization', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let trouble;
    let opened = false;
    const hear = (chunk) => {
      output += chunk;
      // It prints the address that a person has to open, on a line of its own.
      const [address] = /^https?:\S+[?&]code_challenge=\S+(?=\n)/m.exec(output) ?? [];
      if (!address || opened) return;
      opened = true;
      person.allow(address).catch((error) => {
        trouble = error;
        // It would wait five minutes for somebody who does not come.
        tool.kill();
      });
    };
    tool.stdout.on('data', hear);
    tool.stderr.on('data', hear);
    const code = await new Promise((resolve, reject) => tool.once('error', reject).once('close', resolve));
    if (trouble) throw trouble;
    return { code, output, checks: await checksIn(folder) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function checksIn(folder) {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('checks.json'));
  const lists = await Promise.all(files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))));
  return Object.fromEntries(lists.flat().map((check) => [check.id, check]));
}
