// An OpenID Connect issuer that is none of ours: the certified package oidc-provider, on this machine alone.
//
//   node .ci/oidc/provider.mjs --client-id ID --client-secret SECRET --redirect-uri URL [--redirect-uri URL]…
//     [--port 0] [--claims-in-id-token]
//
// Whoever types a login holds that account. One with an @ has the login as its address, verified but for those that
// begin with "unverified."; any other has no address. Prints a line when it listens, and one each time that the token
// endpoint or the userinfo endpoint has answered. Ends when its standard input does, and so with whoever started it.
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "client-id": { type: "string" },
    "client-secret": { type: "string" },
    "redirect-uri": { type: "string", multiple: true },
    "claims-in-id-token": { type: "boolean", default: false },
  },
});
const [clientId, clientSecret, redirectUris] = [values["client-id"], values["client-secret"], values["redirect-uri"]];
if (!clientId || !clientSecret || !redirectUris) {
  console.error("usage: provider.mjs --client-id ID --client-secret SECRET --redirect-uri URL…");
  process.exit(2);
}

// Whoever reads the lines wants those above, and the package has much to say of a set-up that is for tests alone.
console.info = console.warn = () => {};
process.stdin.on("end", () => process.exit(0)).resume();

// Kept out of the repository's root: the product itself has nothing to do with npm.
const require = createRequire(new URL("../../target/npm/package.json", import.meta.url));
const { Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

const server = createServer().listen(Number(values.port), "127.0.0.1");
await once(server, "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirectUris }],
  claims: { email: ["email", "email_verified"], profile: ["name"] },
  conformIdTokenClaims: !values["claims-in-id-token"],
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  findAccount: (_, login) => ({ accountId: login, claims: () => claimsOf(login) }),
});

function claimsOf(login) {
  const [name] = login.split("@");
  const about = { sub: login, name: `${name.charAt(0).toUpperCase()}${name.slice(1)}` };
  return login.includes("@") ? { ...about, email: login, email_verified: !login.startsWith("unverified.") } : about;
}

const told = (ctx) => (ctx.oidc?.params?.code_verifier ? "with a verifier" : "without a verifier");
provider.on("grant.success", (ctx) => console.log(`token: granted, ${told(ctx)}`));
provider.on("grant.error", (ctx, error) => console.log(`token: refused (${error.error}), ${told(ctx)}`));
provider.on("server_error", (_, error) => console.error(error));

provider.use(async (ctx, next) => {
  await next();
  // Browsers ask for one unasked.
  if (ctx.path === "/favicon.ico") ctx.status = 204;
  if (ctx.oidc?.route === "userinfo") console.log(`userinfo: ${ctx.status}`);
  // Its pages ask another host for a font, which no test may.
  if (typeof ctx.body === "string") ctx.body = ctx.body.replace(/@import url\([^)]*\);/, "");
});

server.on("request", provider.callback());
console.log(`listening: ${issuer}`);
