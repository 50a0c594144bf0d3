/** What stands for the global object in the bundle: nodes that n8n verifies may not use it. */
export const NO_GLOBALS = {};
