// Gives every entry point of package.json a module for `import`, which hands on what the one for `require` exports: both
// share one copy of everything, so that `instanceof` and the native module are the same whichever way they are loaded.
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";

const { exports: entries } = JSON.parse(await readFile(new URL("../package.json", import.meta.url)));
for (const entry of Object.values(entries)) {
  if (typeof entry === "string") continue;
  const script = new URL(`../${entry.require}`, import.meta.url);
  const again = `export * from "./${basename(entry.require)}";\n`;
  await writeFile(new URL(`../${entry.import}`, import.meta.url), again);
  await writeFile(new URL(script.href.replace(/\.js$/, ".d.mts")), again);
}
