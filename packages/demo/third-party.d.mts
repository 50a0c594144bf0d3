export function writeLicenses(inputs: readonly string[], file: string): void;
export function readLicenses(
  file: string,
): { readonly name: string; readonly version: string; readonly license: string }[];
