"""Checks a detached JWS (RFC 7515, appendix F) with another maker's library.

    verify_jws.py JWKS_FILE SIGNATURE_FILE PAYLOAD_FILE

Prints the protected header as JSON, `changed_bytes_refused` added, when the key that the header names has
signed exactly these bytes and every change of a byte that was tried is refused; fails otherwise.
"""

import json
import pathlib
import sys

from jwcrypto import jwk, jws


def holds(signature, payload, key):
    token = jws.JWS()
    token.deserialize(signature)
    try:
        token.verify(key, alg="EdDSA", detached_payload=payload)
    except jws.InvalidJWSSignature:
        return False
    return True


def main():
    jwks, signature, payload = (pathlib.Path(path).read_bytes() for path in sys.argv[1:4])
    keys, signature = jwk.JWKSet.from_json(jwks), signature.decode("ascii").strip()
    token = jws.JWS()
    token.deserialize(signature)
    header = token.jose_header
    key = keys.get_key(header["kid"])
    if key is None:
        sys.exit(f"nobody has published the key {header['kid']}")
    if not holds(signature, payload, key):
        sys.exit("the signature does not hold")
    for other in keys:
        if other["kid"] != header["kid"] and holds(signature, payload, other):
            sys.exit(f"the signature holds with the key {other['kid']} too")

    step = max(1, len(payload) // 100)
    places = [*range(0, len(payload), step), len(payload) - 1]
    for place in places:
        changed = bytearray(payload)
        changed[place] ^= 1
        if holds(signature, bytes(changed), key):
            sys.exit(f"byte {place} can be changed unnoticed")
    for changed in (payload + b"\n", payload[:-1], b""):
        if holds(signature, changed, key):
            sys.exit("the length can be changed unnoticed")
    print(json.dumps(header | {"changed_bytes_refused": len(places)}))


if __name__ == "__main__":
    main()
