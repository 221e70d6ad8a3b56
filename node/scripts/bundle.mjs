// Writes the JavaScript of `dist/`; `tsc` adds the types. Everything that `index.ts` needs is one file, since files that
// are found and read one by one are most of what loading takes. The other entry points require it as well, so that
// classes and the native module are there once, whichever way they are loaded.
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const [src, dist] = [resolve(root, "src"), resolve(root, "dist")];
const { exports: entries } = JSON.parse(await readFile(`${root}/package.json`));
/** The entry points, as paths below `dist/` without their ends. */
const names = Object.values(entries)
  .filter((entry) => typeof entry !== "string")
  .map(({ require }) => require.replace("./dist/", "").replace(/\.js$/, ""));
const source = (name) => `${src}/${name}.ts`;
const options = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "es2022",
  format: "cjs",
  // `inspect` shows the names of classes.
  keepNames: true,
  logLevel: "warning",
};

/** What the entry points export and consist of. */
const { outputs } = (
  await build({
    ...options,
    entryPoints: names.map(source),
    outdir: dist,
    outbase: src,
    format: "esm",
    metafile: true,
    write: false,
  })
).metafile;
const modules = Object.keys(outputs["dist/index.js"].inputs).sort();

/** What a module is called in the shared file: `generated/errors` is `generatedErrors`. */
const nameOf = (module) =>
  module.replace(/^src\/|\.ts$/g, "").replace(/\W(\w)/g, (_, letter) => letter.toUpperCase());

/** Takes the modules of the shared file from there. */
const fromShared = (path) => ({
  name: "from-shared",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, (asked) => {
      if (asked.path === path) return { path, external: true };
      const module = relative(root, resolve(asked.resolveDir, asked.path)).replace(/\.js$/, ".ts");
      return modules.includes(module) ? { path: nameOf(module), namespace: "shared" } : undefined;
    });
    onLoad({ filter: /^/, namespace: "shared" }, (module) => ({
      contents: `module.exports = require(${JSON.stringify(path)}).${module.path};`,
    }));
  },
});

await rm(dist, { recursive: true, force: true });
await build({
  ...options,
  stdin: {
    contents: modules.map((path) => `export * as ${nameOf(path)} from "./${path}";`).join("\n"),
    resolveDir: root,
  },
  outfile: "dist/shared.js",
});
for (const name of names) {
  const { exports: exported } = outputs[`dist/${name}.js`];
  const isIndex = name === "index";
  const file = `./${basename(name)}.js`;
  if (isIndex) {
    // Name by name, because not every runtime finds them in CommonJS otherwise.
    const lines = exported.map((each) => `exports.${each} = index.${each};`);
    lines.unshift(
      '"use strict";',
      'Object.defineProperty(exports, "__esModule", { value: true });',
      'const { index } = require("./shared.js");',
    );
    await writeFile(`${dist}/index.js`, `${lines.join("\n")}\n`);
  } else {
    const path = `${"../".repeat(name.split("/").length - 1) || "./"}shared.js`;
    const plugins = [fromShared(path)];
    await build({ ...options, entryPoints: [source(name)], plugins, outdir: dist, outbase: src });
  }
  // For `import`. What Node.js imports of CommonJS by itself it reads once more, in search of names.
  const module = [
    'import { createRequire } from "node:module";',
    "const require = createRequire(import.meta.url);",
    `export const { ${exported.join(", ")} } = require("${isIndex ? "./shared.js" : file}")${isIndex ? ".index" : ""};`,
  ];
  await writeFile(`${dist}/${name}.mjs`, `${module.join("\n")}\n`);
  await writeFile(`${dist}/${name}.d.mts`, `export * from "${file}";\n`);
}
