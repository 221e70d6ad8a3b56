// `package.mjs OUT [FOLDER [NATIVE]]` lays out below OUT what is published of the package in FOLDER (this one): `kaikei`, and
// one package for each native library in NATIVE (its own folder of them), as napi-rs lays them out:
// `kaikei-linux-x64-gnu`. `npm publish` is run in each, the platforms' first.
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** What npm calls the targets of napi's list, so that it installs only what fits. */
const PLATFORMS = {
  "x86_64-unknown-linux-gnu": { name: "linux-x64-gnu", os: "linux", cpu: "x64", libc: "glibc" },
  "aarch64-unknown-linux-gnu": {
    name: "linux-arm64-gnu",
    os: "linux",
    cpu: "arm64",
    libc: "glibc",
  },
  "x86_64-unknown-linux-musl": { name: "linux-x64-musl", os: "linux", cpu: "x64", libc: "musl" },
  "aarch64-unknown-linux-musl": {
    name: "linux-arm64-musl",
    os: "linux",
    cpu: "arm64",
    libc: "musl",
  },
  "x86_64-apple-darwin": { name: "darwin-x64", os: "darwin", cpu: "x64" },
  "aarch64-apple-darwin": { name: "darwin-arm64", os: "darwin", cpu: "arm64" },
  "x86_64-pc-windows-msvc": { name: "win32-x64-msvc", os: "win32", cpu: "x64" },
};

const [, , out = "build", folder, native] = process.argv;
const home = folder ? pathToFileURL(`${resolve(folder)}/`) : new URL("../", import.meta.url);
const from = (path) => new URL(path, home);
const libraries = native ? pathToFileURL(`${resolve(native)}/`) : from("native/");
const manifest = JSON.parse(await readFile(from("package.json"), "utf8"));
const { devDependencies: _, scripts: __, ...published } = manifest;
const platforms = manifest.napi.targets.map((target) => PLATFORMS[target]);

async function layOut(name, json, files) {
  const folder = resolve(out, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/package.json`, `${JSON.stringify(json, null, 2)}\n`);
  for (const [source, target] of files) {
    await cp(source, `${folder}/${target}`, { recursive: true });
  }
}

const optionalDependencies = Object.fromEntries(
  platforms.map(({ name }) => [`${manifest.name}-${name}`, manifest.version]),
);
await layOut(manifest.name, { ...published, optionalDependencies }, [
  [from("dist"), "dist"],
  [from("README.md"), "README.md"],
  [from("../LICENSE"), "LICENSE"],
]);

for (const library of await readdir(libraries)) {
  const platform = platforms.find(({ name }) => library === `${manifest.name}.${name}.node`);
  if (platform === undefined) throw new Error(`${library} is of no platform in package.json`);
  const { name, os, cpu, libc } = platform;
  const json = {
    name: `${manifest.name}-${name}`,
    version: manifest.version,
    description: `The native library of ${manifest.name} for ${name}`,
    license: manifest.license,
    engines: manifest.engines,
    main: library,
    files: [library],
    os: [os],
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
  };
  await layOut(json.name, json, [
    [new URL(library, libraries), library],
    [from("../LICENSE"), "LICENSE"],
  ]);
}
