### Login at the organisation's own identity provider (OpenID Connect).

oidc-button = Log in with { $provider }
oidc-otherwise = Or with mail address and password
oidc-again = Try again
oidc-outside = Back to login

oidc-inside = You are logged in
oidc-inside-text = You are being sent on. If nothing happens, use the link.
oidc-inside-link = Go to the console
oidc-end-session = You are logged out here
oidc-end-session-text = Now we log you out at { $provider } too. If nothing happens, use the link.
oidc-end-session-link = Log out at { $provider }

oidc-refused-away = Logging in is not possible right now
oidc-refused-away-text = { $provider } cannot be reached at the moment. Wait a little and try again. If that does not help, tell your administrator.
oidc-refused-stale = This login cannot be used any more
oidc-refused-stale-text = It is too old, was used before, or was begun in another browser. Begin again.
oidc-refused-answer = The answer cannot be used
oidc-refused-answer-text = What came back is no answer of { $provider } that we can read. Begin again.
oidc-refused-denied = { $provider } did not let you in
oidc-refused-denied-text = The login was cancelled, or { $provider } said no. Try again, or ask your administrator.
oidc-refused-provider = { $provider } answered with an error
oidc-refused-provider-text = Try again in a moment. If the error stays, give your administrator the error code.
oidc-refused-token = We cannot trust the answer
oidc-refused-token-text = What { $provider } answered does not prove who you are. You are not logged in. Give your administrator the error code.
oidc-refused-second-factor = A second step is missing
oidc-refused-second-factor-text = You must log in at { $provider } in two steps, for example with a password and an app. Turn it on there and try again.
oidc-refused-no-group = You have no access
oidc-refused-no-group-text = { $provider } knows you, but you are in no group that gives access here. Ask your administrator to add you.
oidc-refused-disabled = Your access is blocked
oidc-refused-disabled-text = It was closed here in the system, whatever { $provider } says. Ask your administrator.
oidc-refused-no-mail = Your mail address is missing
oidc-refused-no-mail-text = { $provider } does not say your mail address. Ask your administrator to have it included.
oidc-refused-mail-taken = There is already a user with your mail address
oidc-refused-mail-taken-text = A mail address does not prove who you are. An administrator must tie the user to your login at { $provider }.
oidc-refused-not-again = You are not confirmed
oidc-refused-not-again-text = You must log in again at { $provider } as the same person. Your session here goes on as before.
