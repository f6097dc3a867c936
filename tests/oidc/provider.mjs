// The certified identity provider of the login tests, on a free port.
//
//   node provider.mjs        prints {"issuer": "http://localhost:..."} when it listens
//
// Anybody may log in with any password; who they are stands in the accounts that a test sets:
//   POST /control/client   {redirect_uri, post_logout_redirect_uri, backchannel_logout_uri, alg}
//   POST /control/account  {id, claims}
//   POST /control/rotate   new signing keys; the old ones are gone
//   GET  /control/seen     how often keys were asked for, and what the client's logout address answered
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import './node18.mjs';

const { Provider } = await import('oidc-provider');

const accounts = new Map();
const seen = { keys: 0, told: [] };
let client = { redirect_uri: 'http://127.0.0.1:1/', alg: 'RS256' };
let keys = newKeys();
let serve = null;

const server = createServer(async (request, response) => {
  if (request.url.startsWith('/control/')) {
    await control(request, response);
  } else {
    if (request.url === '/jwks') seen.keys += 1;
    serve(request, response);
  }
});

server.listen(0, '127.0.0.1', () => {
  build();
  console.log(JSON.stringify({ issuer: issuer() }));
});

function issuer() {
  return `http://localhost:${server.address().port}`;
}

function newKeys() {
  const jwk = (type, options, alg) => ({
    ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
    kid: randomUUID(),
    alg,
    use: 'sig',
  });
  return [
    jwk('rsa', { modulusLength: 2048 }, 'RS256'),
    jwk('rsa', { modulusLength: 2048 }, 'PS256'),
    jwk('ec', { namedCurve: 'P-256' }, 'ES256'),
    jwk('ed25519', {}, 'EdDSA'),
  ];
}

function build() {
  const provider = new Provider(issuer(), {
    jwks: { keys },
    cookies: { keys: ['of the tests'] },
    clients: [
      {
        client_id: 'smv-cert',
        client_secret: 'a secret of the tests, long enough for HS256',
        redirect_uris: [client.redirect_uri],
        post_logout_redirect_uris: [client.post_logout_redirect_uri ?? client.redirect_uri],
        backchannel_logout_uri: client.backchannel_logout_uri,
        backchannel_logout_session_required: true,
        id_token_signed_response_alg: client.alg,
        authorization_signed_response_alg: client.alg,
      },
    ],
    enabledJWA: {
      idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      authorizationSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'groups', 'realm_access'],
    },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: true },
      backchannelLogout: { enabled: true },
    },
    // It refuses addresses of this machine otherwise, where we are in the tests.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    ttl: { Session: 3600, Grant: 3600, Interaction: 3600, AccessToken: 600, IdToken: 600 },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...accounts.get(id) }),
    }),
  });
  provider.on('backchannel.success', () => seen.told.push('200'));
  provider.on('backchannel.error', (_, error) => seen.told.push(String(error?.message ?? error)));
  provider.on('server_error', (_, error) => console.error(error));
  serve = provider.callback();
}

async function control(request, response) {
  let text = '';
  for await (const chunk of request) text += chunk;
  const body = text ? JSON.parse(text) : {};
  switch (request.url) {
    case '/control/client':
      client = { ...client, ...body };
      build();
      break;
    case '/control/account':
      accounts.set(body.id, body.claims);
      break;
    case '/control/rotate':
      keys = newKeys();
      build();
      break;
    case '/control/seen':
      break;
    default:
      response.statusCode = 404;
  }
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(seen));
}
