/** A default of a node for a number that may be left empty, or come from an environment variable as `${NAME}`. */
export function optionalNumber(): { value: string; validate: (value: unknown) => boolean } {
  const isNumber = RED.validators.number(true);
  return {
    value: '',
    validate: (value) => isNumber(value) || /^\$\{\S+\}$/.test(String(value)),
  };
}
