// A person's browser, as far as the sandbox's plain pages need one: no script, no cookies.
import { request } from "node:http";

/** A page did not lead on: the payment is over, the sign-in failed, or a fault hit the page. */
export class PageError extends Error {
  override readonly name = "PageError";

  constructor(
    /** HTTP status of the page. */
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface Page {
  readonly status: number;
  readonly text: string;
  readonly location: string | undefined;
}

/** Visits pages of one sandbox and of nobody else: what it fills in must not go anywhere by mistake. */
export class Browser {
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /** Opens a page, fills in its form, presses the button `action`, and returns the URL that this leads to. */
  async submit(url: string, action: string, fields: Record<string, string> = {}): Promise<string> {
    const page = await this.#send("GET", url);
    const form = page.status === 200 ? formOf(page.text) : undefined;
    if (form === undefined) {
      throw new PageError(page.status, `the page shows no form: ${summary(page)}`);
    }
    const body = new URLSearchParams({ ...form.hidden, ...fields, action });
    const answer = await this.#send("POST", new URL(form.action, url).href, body.toString());
    if (answer.location === undefined) {
      throw new PageError(answer.status, `the page does not lead on: ${summary(answer)}`);
    }
    return answer.location;
  }

  // Not `fetch`: tests replace it.
  async #send(method: string, url: string, body?: string): Promise<Page> {
    if (!URL.canParse(url) || new URL(url).origin !== this.#baseUrl) {
      throw new TypeError("the URL is not one of this sandbox's pages");
    }
    const headers =
      body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
    return new Promise((resolve, reject) => {
      const sent = request(url, { method, headers, agent: false }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => (text += part));
        answer.on("error", reject);
        answer.on("end", () => {
          resolve({ status: answer.statusCode ?? 0, text, location: answer.headers.location });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

/** The first form of a page of the sandbox's own making. */
function formOf(page: string): { action: string; hidden: Record<string, string> } | undefined {
  const form = /<form\b[^]*?<\/form>/.exec(page)?.[0];
  const action = form && attribute(form, "action");
  if (form === undefined || action === undefined) return undefined;
  const hidden: Record<string, string> = {};
  for (const [input] of form.matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(input, "name");
    if (name !== undefined && attribute(input, "type") === "hidden") {
      hidden[name] = attribute(input, "value") ?? "";
    }
  }
  return { action, hidden };
}

/** An attribute of the tag that `text` begins with. */
function attribute(text: string, name: string): string | undefined {
  const tag = text.slice(0, text.indexOf(">"));
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
  return value
    ?.replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function summary(page: Page): string {
  const heading = /<h1>([^<]*)<\/h1>/.exec(page.text)?.[1] ?? "no heading";
  return `HTTP ${page.status}, ${heading}`;
}
