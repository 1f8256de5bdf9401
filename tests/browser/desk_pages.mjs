// Every page of the desk, by name, and how to get there.
const CLIENTS = '/app/oauth-client';
const USERS = '/app/user';

/** Opens a page as a System Manager. */
const at = (path) => async (visitor) => {
  await visitor.resume();
  await visitor.open(path);
};

/** Fills in the form of a page, and sends it. */
const send = (path, fields) => async (visitor) => {
  await at(path)(visitor);
  await visitor.fill(fields);
  await visitor.press('#btn-save');
};

export const DESK_PAGES = {
  'desk': at('/app'),
  'desk-nothing-here': at('/app/no-such-page'),
  'desk-refused': async (visitor) => {
    await visitor.resume('erin@example.com');
    await visitor.open(CLIENTS);
  },
  'desk-clients': at(CLIENTS),
  'desk-clients-none-found': at(`${CLIENTS}?q=nobody+is+called+this`),
  'desk-client-new': at(`${CLIENTS}/new`),
  'desk-client-new-refused': send(`${CLIENTS}/new`, {
    app_name: 'Wiki',
    redirect_uris: 'https://wiki.example.com/callback\njavascript:alert(1)',
  }),
  'desk-client-created': send(`${CLIENTS}/new`, {
    app_name: 'Wiki',
    redirect_uris: 'https://wiki.example.com/callback',
  }),
  'desk-client-with-grant': async (visitor) => {
    await visitor.resume();
    await visitor.ask();
    await visitor.world.redeem((await visitor.allow()).get('code'));
    await visitor.open(`${CLIENTS}/web`);
  },
  'desk-client-long-name': at(`${CLIENTS}/long`),
  'desk-client-deleting': async (visitor) => {
    await at(`${CLIENTS}/trusted`)(visitor);
    await visitor.page.click('#ask-delete');
  },
  'desk-client-saved-meanwhile': async (visitor) => {
    await at(`${CLIENTS}/accent`)(visitor);
    const { page: late } = visitor;
    const early = await visitor.newTab();
    await send(`${CLIENTS}/accent`, {
      app_name: 'Accent grave',
      redirect_uris: 'https://accent.example.com/callback\nhttps://accent.example.com/other',
      skip_authorization: false,
    })(visitor);
    await early.close();
    visitor.page = late;
    await visitor.fill({ app_name: 'Accent aigu', default_redirect_uri: '' });
    await visitor.press('#btn-save');
  },
  'desk-users': at(USERS),
  'desk-user-new': at(`${USERS}/new`),
  'desk-user-new-refused': send(`${USERS}/new`, { email: 'frank@example.com', first_name: 'Frank', roles: 'Guest' }),
  'desk-user-with-key': async (visitor) => {
    await at(`${USERS}/bob@example.com`)(visitor);
    await visitor.press('#btn-make-api-key');
  },
  'desk-oauth-settings': at('/app/oauth-settings'),
  'desk-provider-settings': at('/app/oauth-provider-settings'),
  'desk-social-login-key': at('/app/social-login-key/frappe'),
  'desk-expired-form': async (visitor) => {
    await at(`${CLIENTS}/web`)(visitor);
    await visitor.forge('#btn-save');
    await visitor.press('#btn-save');
  },
};
