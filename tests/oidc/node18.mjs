// What oidc-provider 9 and its libraries find in newer Nodes and Debian's Node 18 lacks. Imported
// before them; in a newer Node it does nothing.
import crypto from 'node:crypto';
import { register } from 'node:module';

URL.parse ??= (url, base) => {
  try {
    return new URL(url, base);
  } catch {
    return null;
  }
};
globalThis.crypto ??= crypto.webcrypto;
// Names cannot be added to a module of Node itself, so that another one stands in for it.
if (!crypto.hash) register('./node18-resolve.mjs', import.meta.url);
