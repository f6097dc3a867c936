// An identity provider that lies in one chosen way, on a free port. Nobody is asked to log in.
//
//   node hostile.mjs         prints {"issuer": "http://localhost:..."} when it listens
//
//   POST /control {lie, ...}   what the next answers are like; the fields beside `lie` are claims
//   GET  /control              how often keys and tokens were asked for
import { createHash, createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';

const SECRET = 'a secret of the tests, long enough for HS256';
const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const publicKey = (of, kid) => ({
  ...createPublicKey(of).export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig',
});
const seen = { keys: 0, tokens: 0 };
const nonces = new Map();
let lie = 'none';
let claims = {};

const server = createServer(async (request, response) => {
  const url = new URL(request.url, issuer());
  let body = '';
  for await (const chunk of request) body += chunk;
  const json = (value, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  switch (url.pathname) {
    case '/control':
      if (body) ({ lie, ...claims } = JSON.parse(body));
      return json(seen);
    case '/.well-known/openid-configuration':
      return json(description());
    case '/keys':
      seen.keys += 1;
      return json({ keys: [publicKey(key, 'ours')] });
    case '/authorize':
      return authorize(url.searchParams, response);
    case '/token':
      seen.tokens += 1;
      return token(new URLSearchParams(body), response, json);
    case '/me':
      return json({ sub: lie === 'other person in userinfo' ? 'mallory' : 'anna', ...person() });
    default:
      return json({}, 404);
  }
});

server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ issuer: issuer() })));

function issuer() {
  return `http://localhost:${server.address().port}`;
}

function person() {
  return { email: 'anna@sted.example', name: 'Anna', groups: ['leads'] };
}

function description() {
  return {
    issuer: lie === 'other issuer in the description' ? 'https://evil.example' : issuer(),
    authorization_endpoint: `${issuer()}/authorize`,
    token_endpoint: lie === 'plain http elsewhere' ? 'http://token.evil.example/' : `${issuer()}/token`,
    userinfo_endpoint: `${issuer()}/me`,
    jwks_uri: `${issuer()}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
    authorization_response_iss_parameter_supported: true,
  };
}

function authorize(query, response) {
  const code = String(nonces.size + 1);
  nonces.set(code, query.get('nonce'));
  const back = new URL(query.get('redirect_uri'));
  back.searchParams.set('state', query.get('state'));
  if (lie !== 'no issuer in the answer') {
    back.searchParams.set('iss', lie === 'other issuer in the answer' ? 'https://evil.example' : issuer());
  }
  if (lie === 'an error') back.searchParams.set('error', claims.error);
  else back.searchParams.set('code', code);
  if (lie === 'state twice') back.searchParams.append('state', 'x');
  response.writeHead(303, { location: back.href });
  response.end();
}

function token(form, response, json) {
  if (lie === 'elsewhere') {
    response.writeHead(307, { location: 'http://127.0.0.1:1/' });
    return response.end();
  }
  if (lie === 'endless') {
    response.writeHead(200, { 'content-type': 'application/json' });
    return response.end(`{"x": "${'x'.repeat(600 * 1024)}"}`);
  }
  const answer = { access_token: 'opaque', token_type: 'Bearer', id_token: idToken(form) };
  if (lie === 'no ID token') delete answer.id_token;
  return json(answer);
}

function idToken(form) {
  const now = Math.floor(Date.now() / 1000);
  const said = {
    iss: issuer(), aud: 'smv-cert', sub: 'anna', iat: now, exp: now + 300,
    nonce: nonces.get(form.get('code')),
    at_hash: createHash('sha256').update('opaque').digest().subarray(0, 16).toString('base64url'),
    ...(lie === 'other person in userinfo' ? {} : person()),
    ...claims,
  };
  for (const [name, value] of Object.entries(claims)) if (value === null) delete said[name];
  const header = { alg: 'RS256', kid: 'ours', typ: 'JWT' };
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (head, by) => {
    const text = `${part(head)}.${part(said)}`;
    return `${text}.${by(text)}`;
  };
  const rsa = (of) => (text) => sign('sha256', Buffer.from(text), of).toString('base64url');
  const mac = (secret) => (text) => createHmac('sha256', secret).update(text).digest('base64url');
  switch (lie) {
    case 'not signed': return signed({ ...header, alg: 'none' }, () => '');
    case 'signed with the secret': return signed({ alg: 'HS256', typ: 'JWT' }, mac(SECRET));
    case 'signed with the public key': {
      const pem = createPublicKey(key).export({ type: 'spki', format: 'pem' });
      return signed({ ...header, alg: 'HS256' }, mac(pem));
    }
    case 'signed by a stranger': return signed(header, rsa(stranger));
    case 'a key that is not published': return signed({ ...header, kid: 'other' }, rsa(stranger));
    case 'its own key': return signed({ ...header, kid: 'own', jwk: publicKey(stranger, 'own') }, rsa(stranger));
    case 'critical': return signed({ ...header, crit: ['x'], x: 1 }, rsa(key));
    case 'an access token': return signed({ ...header, typ: 'at+jwt' }, rsa(key));
    case 'changed after signing': {
      const [head, , signature] = signed(header, rsa(key)).split('.');
      return `${head}.${part({ ...said, sub: 'mallory' })}.${signature}`;
    }
    default: return signed(header, rsa(key));
  }
}
