// For your tests: both payment gateways, emulated inside this process, and a clock that you move. `Sandbox` needs
// `npm install --save-dev kaikei-sandbox`.
export { Clock } from "../clock.js";
export { PageError } from "./browser.js";
export type { Credentials } from "./credentials.js";
export type { Attempt, Delivery, JournalEntry } from "./records.js";
export { Sandbox, type JournalFilter, type SandboxOptions, type SignIn } from "./sandbox.js";
export type { Settings } from "./settings.js";
