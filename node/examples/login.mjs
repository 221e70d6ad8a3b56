import { createInterface } from "node:readline/promises";
import { ItoJapan } from "kaikei";

const { ITO_CLIENT_ID: clientId, ITO_REDIRECT_URI: redirectUri } = process.env;
const client = new ItoJapan({ baseUrl: process.env.ITO_BASE_URL }); // no secret in an app

const { authorizeUrl, pending } = client.startLogin({ clientId, redirectUri });
console.log(`open ${authorizeUrl}`);
const terminal = createInterface({ input: process.stdin });
const cameBackTo = await terminal.question("the URL that the browser came back to: ");
terminal.close();

// Tokens are renewed by themselves. New ones come here before they are used: the old ones are spent by then.
const tokenStore = { save: async (tokens) => void tokens.export() /* into your encrypted store */ };
const user = await client.finishLogin(pending, cameBackTo, { tokenStore });
console.log(`hello ${(await user.me.get()).name}`);
