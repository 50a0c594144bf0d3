/** Looks up a word of the dialog in the reader's language: a node's own `_`. */
export type Words = (key: string) => string;
