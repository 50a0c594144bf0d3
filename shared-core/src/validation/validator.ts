/** One finding of a generated validator, in ajv's shape. */
export interface SchemaFinding {
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** A generated validator: true, or false with every finding in `errors` until it is called again. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaFinding[] | null;
}
