// Every page a person can meet, by name, and how to get there.
import { DESK_PAGES } from './desk_pages.mjs';

export const PAGES = {
  'login': (visitor) => visitor.ask(),
  'login-refused': async (visitor) => {
    await visitor.ask();
    await visitor.logIn({ user: 'nobody@example.com', password: 'wrong' });
  },
  'consent': async (visitor) => {
    await visitor.ask();
    await visitor.logIn();
  },
  'consent-long-name': async (visitor) => {
    await visitor.ask({
      client_id: 'long',
      redirect_uri: 'https://a-very-long-subdomain-of-a-reading-room.example.org/callback',
    });
    await visitor.logIn();
  },
  'consent-of-a-document': async (visitor) => {
    await visitor.ask({
      client_id: `${visitor.world.app.origin}/client.json`,
      scope: 'openid email notes:read',
      resource: 'https://mcp.example.com/mcp',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    await visitor.logIn();
  },
  'consent-expired': async (visitor) => {
    await PAGES.consent(visitor);
    await visitor.forge('#btn-allow');
    await visitor.press('#btn-allow');
  },
  'denied-for-a-site': async (visitor) => {
    const callback = '/api/method/frappe.integrations.oauth2_logins.login_via_frappe';
    await visitor.ask({ client_id: 'site', redirect_uri: visitor.world.app.origin + callback });
    await visitor.logIn();
    await visitor.press('#btn-deny');
  },
  'unknown-client': async (visitor) => {
    await visitor.ask({ client_id: 'nobody' });
    await visitor.logIn();
  },
  'foreign-redirect': async (visitor) => {
    await visitor.ask({ redirect_uri: 'https://evil.example/callback' });
    await visitor.logIn();
  },
  'device-code': async (visitor) => {
    await visitor.open('/login');
    await visitor.logIn();
    await visitor.open('/device');
  },
  'device-code-refused': async (visitor) => {
    await PAGES['device-code'](visitor);
    await visitor.page.fill('#user_code', 'bcdf ghjk');
    await visitor.press('#btn-continue');
  },
  'device-question': async (visitor) => {
    const device = await visitor.world.beginAtADevice();
    await visitor.open('/login');
    await visitor.logIn();
    await visitor.page.goto(device.verification_uri_complete);
    await visitor.press('#btn-continue');
  },
  'device-connected': async (visitor) => {
    await PAGES['device-question'](visitor);
    await visitor.press('#btn-allow');
  },
  'me': async (visitor) => {
    await visitor.open('/login');
    await visitor.logIn();
    await visitor.open('/me');
  },
  'me-of-a-website-user': async (visitor) => {
    await visitor.open('/login');
    await visitor.logIn({ user: 'bob@example.com' });
    await visitor.open('/me');
  },
  'sessions': (visitor) => visitor.logInTwice(),
  'sessions-ending-all': async (visitor) => {
    await visitor.logInTwice();
    await visitor.page.click('#end-all');
  },
  'signed-out-everywhere': async (visitor) => {
    await PAGES['sessions-ending-all'](visitor);
    await visitor.press('#btn-end-all');
  },
  'password': async (visitor) => {
    await visitor.open('/login');
    await visitor.logIn({ user: 'bob@example.com' });
    await visitor.open('/update-password');
  },
  'password-refused': async (visitor) => {
    await PAGES.password(visitor);
    await visitor.changePassword({ again: 'another longer one' });
  },
  'profile': async (visitor) => {
    await visitor.open('/login');
    await visitor.logIn();
    await visitor.open('/update-profile');
  },
  'profile-refused': async (visitor) => {
    await PAGES.profile(visitor);
    await visitor.page.fill('#user_image', 'http://example.com/alice.png');
    await visitor.page.fill('#language', 'English');
    await visitor.press('#btn-save');
  },
  'profile-saved': async (visitor) => {
    await PAGES.profile(visitor);
    await visitor.press('#btn-save');
  },
  'third-party-apps': (visitor) => visitor.allowTwoApps(),
  'third-party-apps-revoking-all': async (visitor) => {
    await visitor.allowTwoApps();
    await visitor.page.click('#revoke-all');
  },
  'third-party-app-revoked': async (visitor) => {
    await visitor.allowTwoApps();
    await visitor.press('#btn-revoke-1');
  },
  'third-party-apps-none': async (visitor) => {
    await visitor.open('/login');
    await visitor.logIn({ user: 'bob@example.com' });
    await visitor.open('/third_party_apps');
  },
  'logged-out': async (visitor) => {
    await PAGES.me(visitor);
    await visitor.press('#btn-logout');
  },
  'logout-question': async (visitor) => {
    await PAGES.me(visitor);
    await visitor.open('/end_session?client_id=long');
  },
  'logout-refused': async (visitor) => {
    await PAGES.me(visitor);
    await visitor.open('/end_session?client_id=nobody');
  },
  'not-found': (visitor) => visitor.open('/no-such-page'),
  ...DESK_PAGES,
};
