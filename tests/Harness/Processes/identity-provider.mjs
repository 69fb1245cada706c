// A district's identity provider that is not ours: oidc-provider with its own pages, on a port of the system's choice.
//   node identity-provider.mjs
// Prints its issuer. Each line of its standard input is a command in JSON, and is answered by a line:
//   {"hub": "http://…"}                      the hub's address: where browsers and sign-outs go
//   {"people": {"name": {claims}}}           who can sign in, with any password, and what is said of them
//   {"rotate": true}                         signs with another key from now on
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

// Standard output is for answers.
console.info = console.error;

const people = new Map();
const stored = new Map();
let hub = 'http://127.0.0.1:1';

/** What the provider remembers, beyond a change of its keys. */
class Memory {
  constructor(model) {
    this.model = model;
  }

  key(id) {
    return `${this.model} ${id}`;
  }

  async upsert(id, payload) {
    stored.set(this.key(id), payload);
  }

  async find(id) {
    return this.model === 'Client' && id === 'hub' ? client() : stored.get(this.key(id));
  }

  async findByUid(uid) {
    return [...stored.entries()].find(([key, value]) => key.startsWith(`${this.model} `) && value.uid === uid)?.[1];
  }

  async consume(id) {
    stored.get(this.key(id)).consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    stored.delete(this.key(id));
  }

  async revokeByGrantId(grant) {
    for (const [key, value] of stored) if (value.grantId === grant) stored.delete(key);
  }
}

const client = () => ({
  client_id: 'hub',
  client_secret: 'a secret: with % and +, even &',
  redirect_uris: [`${hub}/single-sign-on`],
  post_logout_redirect_uris: [`${hub}/login`],
  backchannel_logout_uri: `${hub}/api/v1/single-sign-on/back-channel-logout`,
  backchannel_logout_session_required: true,
  response_types: ['code'],
  grant_types: ['authorization_code'],
});

const cookieKeys = [randomBytes(16).toString('hex')];

function provider(issuer) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: randomBytes(4).toString('hex') };
  const made = new Provider(issuer, {
    adapter: Memory,
    cookies: { keys: cookieKeys },
    jwks: { keys: [key] },
    claims: { openid: ['sub'], profile: ['preferred_username', 'role', 'school', 'realm_access', 'amr'] },
    conformIdTokenClaims: true,
    features: { backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    pkce: { required: () => true },
    // Its own dispatcher refuses loopback, where the hub is.
    fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined }),
    findAccount: (_, name) =>
      people.has(name) ? { accountId: name, claims: () => ({ sub: name, ...people.get(name) }) } : undefined,
  });
  made.on('server_error', (_, error) => console.error(error));
  made.on('backchannel.error', (_, error) => console.error(error));
  return made.callback();
}

const server = createServer((request, response) => handle(request, response));
let handle;
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  handle = provider(issuer);
  console.log(issuer);
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const command = JSON.parse(line);
      if (command.hub) hub = command.hub;
      for (const [name, claims] of Object.entries(command.people ?? {})) people.set(name, claims);
      if (command.rotate) handle = provider(issuer);
      console.log('done');
    })
    .on('close', () => process.exit());
});
