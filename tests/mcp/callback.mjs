// The app's end of a login: a listener on a port of its own, as a program on somebody's machine has.
import { createServer } from 'node:http';

/** Listens on a free port; `uri` is the redirect URI under this name of the machine. */
export async function listen(host = '127.0.0.1') {
  const listener = createServer((request, response) => response.end('You may close this page.'));
  await new Promise((resolve, reject) => listener.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    uri: `http://${host}:${listener.address().port}/callback`,
    close: () => {
      listener.close();
      listener.closeAllConnections();
    },
  };
}
