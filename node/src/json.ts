/** Anything that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. Its keys are sent and handed over as they are. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}
