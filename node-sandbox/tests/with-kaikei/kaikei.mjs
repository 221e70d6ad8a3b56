// The package `kaikei` of this repository. It is found by NODE_PATH, which only `require` reads.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const kaikei = require("kaikei");
export const testing = require("kaikei/testing");
