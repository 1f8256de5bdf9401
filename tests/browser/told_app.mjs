// An app in Python, on requests-oauthlib: started with what its developer was given, told what to do line by line.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const PYTHON = process.env.CLIENTS_PYTHON ?? here('../clients/.venv/bin/python');
const SCRIPT = here('../clients/told_app.py');

/** Starts the app; it ends with the test. `tell` gives its answer. */
export async function startApp(t, known) {
  assert.ok(existsSync(PYTHON), `no ${PYTHON}: see tests/clients/README.md, or set CLIENTS_PYTHON`);
  const child = spawn(PYTHON, [SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.stdin.end());
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const write = (line) => child.stdin.write(`${JSON.stringify(line)}\n`);
  write(known);
  const tell = async (...act) => {
    write(act);
    const { value, done } = await answers.next();
    assert.ok(!done, `the app ended at ${act[0]}; what it says stands above`);
    return JSON.parse(value);
  };
  return { tell };
}
