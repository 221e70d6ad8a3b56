// Gives every entry point of package.json a module for `import`, which hands on what the one for `require` exports: both
// share one copy of everything, so that `instanceof` and the native module are the same whichever way they are loaded.
// The names are written out, because not every runtime finds them in CommonJS by itself.
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";

/** The names that a file of tsc's exports; types are not among them. */
async function namesIn(script) {
  const code = await readFile(script, "utf8");
  const own = code.matchAll(
    /^(?:exports\.(\w+) = (?!void 0|exports\.)|Object\.defineProperty\(exports, "(\w+)", \{ enumerable)/gm,
  );
  const again = code.matchAll(/^__exportStar\(require\("(.+)"\), exports\)/gm);
  const nested = await Promise.all(Array.from(again, ([, path]) => namesIn(new URL(path, script))));
  return [...Array.from(own, ([, a, b]) => a ?? b), ...nested.flat()];
}

const { exports: entries } = JSON.parse(
  await readFile(new URL("../package.json", import.meta.url)),
);
for (const entry of Object.values(entries)) {
  if (typeof entry === "string") continue;
  const script = new URL(`../${entry.require}`, import.meta.url);
  const file = basename(entry.require);
  const names = [...new Set(await namesIn(script))].sort().join(", ");
  const again = `import all from "./${file}";\nexport const { ${names} } = all;\n`;
  await writeFile(new URL(`../${entry.import}`, import.meta.url), again);
  await writeFile(new URL(script.href.replace(/\.js$/, ".d.mts")), `export * from "./${file}";\n`);
}
