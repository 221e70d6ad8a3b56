// Copies the examples into README.md and README.ja.md, below the comments that name them. With `--check` it only says
// whether they differ.
import { readFile, writeFile } from "node:fs/promises";

for (const page of ["README.md", "README.ja.md"]) {
  const path = new URL(`../${page}`, import.meta.url);
  const before = await readFile(path, "utf8");
  const parts = before.split(/(<!-- examples\/[\w.]+ -->\n)(?:\n```js\n[\s\S]*?\n```\n)?/);
  let after = "";
  for (const part of parts) {
    after += part;
    const name = /^<!-- (examples\/[\w.]+) -->\n$/.exec(part)?.[1];
    if (name !== undefined) {
      const code = await readFile(new URL(`../${name}`, import.meta.url), "utf8");
      after += `\n\`\`\`js\n${code}\`\`\`\n`;
    }
  }
  if (process.argv.includes("--check")) {
    if (after !== before)
      throw new Error(`${page} differs from the examples: node scripts/readme.mjs`);
  } else {
    await writeFile(path, after);
  }
}
