// node:crypto of Node 18 with what Node 20.12 added; see node18.mjs.
import crypto from 'node:crypto';

export * from 'node:crypto';
export default crypto;
export const hash = (algorithm, data, encoding = 'hex') =>
  crypto.createHash(algorithm).update(data).digest(encoding);
