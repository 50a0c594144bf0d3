import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  Metadata,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';

/** What is known of the numbers behind a country code. */
export interface NumberingPlan {
  readonly callingCode: string;
  /** Countries that share the code; none for a code of no country. */
  readonly countries: readonly CountryCode[];
  /** How many digits a number may have behind the country code. */
  readonly lengths: readonly number[];
  /** What is dialled before a number inside the country, and not from abroad. */
  readonly trunk: string | undefined;
  /** True if digits are a number of the country, without country code and trunk prefix. */
  readonly fits: (national: string) => boolean;
}

/** How far a number may be off a length that is possible, and still be sent: plans change, and some channels have their own. */
const MAX_OFF = 2;
/** Codes of no country. */
const NON_GEOGRAPHIC = ['800', '808', '870', '878', '881', '882', '883', '888', '979'];
const MAX_CALLING_CODE = 3;
/** Numbers that are kept for samples and films: nobody has them, and a first try should raise no warning. */
const FOR_SAMPLES: ReadonlyMap<string, RegExp> = new Map([['44', /^7700900\d{3}$/]]);

const plans = new Map<string, NumberingPlan>();
let countriesOf: ReadonlyMap<string, readonly CountryCode[]> | undefined;

/** The plan of a country, as two letters in capitals; undefined if there is none. */
export function planOfCountry(country: string): NumberingPlan | undefined {
  const known = getCountries().find((one) => one === country);
  return known === undefined ? undefined : createPlan(getCountryCallingCode(known), [known]);
}

/** The plan that the digits of an international number begin with; no code is the beginning of another. */
export function planOf(digits: string): NumberingPlan | undefined {
  countriesOf ??= readCallingCodes();
  for (let length = 1; length <= MAX_CALLING_CODE; length++) {
    const callingCode = digits.slice(0, length);
    const countries = countriesOf.get(callingCode);
    if (countries === undefined) continue;
    let plan = plans.get(callingCode);
    if (plan === undefined) plans.set(callingCode, (plan = createPlan(callingCode, countries)));
    return plan;
  }
  return undefined;
}

/** Whether a number of so many digits behind the country code is possible, nearly so, or not at all. */
export function judgeLength(plan: NumberingPlan, national: string): 'possible' | 'near' | 'impossible' {
  let off = Infinity;
  for (const length of plan.lengths) off = Math.min(off, Math.abs(length - national.length));
  return off === 0 ? 'possible' : off <= MAX_OFF ? 'near' : 'impossible';
}

/** True for a number that is in use, as far as its plan tells. */
export function isValid(plan: NumberingPlan, national: string): boolean {
  if (!plan.fits(national)) return false;
  // Several countries behind one code each have a part of its numbers.
  if (plan.countries.length <= 1 || FOR_SAMPLES.get(plan.callingCode)?.test(national) === true) return true;
  const phone = parsePhoneNumberFromString(`+${plan.callingCode}${national}`, { extract: false });
  return phone?.nationalNumber === national && phone.isValid();
}

function readCallingCodes(): ReadonlyMap<string, readonly CountryCode[]> {
  const found = new Map<string, CountryCode[]>(NON_GEOGRAPHIC.map((code) => [code, []]));
  for (const country of getCountries()) {
    const code = getCountryCallingCode(country);
    const others = found.get(code);
    if (others === undefined) found.set(code, [country]);
    else others.push(country);
  }
  return found;
}

function createPlan(callingCode: string, countries: readonly CountryCode[]): NumberingPlan {
  const parts = (countries.length === 0 ? [callingCode] : countries).map(readPlan);
  const patterns = parts.map((part) => new RegExp(`^(?:${part.nationalNumberPattern()})$`));
  return {
    callingCode,
    countries,
    lengths: [...new Set(parts.flatMap((part) => part.possibleLengths()))],
    trunk: parts[0]?.nationalPrefix(),
    fits: (national) => patterns.some((pattern) => pattern.test(national)),
  };
}

/** What the library knows, and its types do not say. */
interface LibraryPlan {
  readonly nationalNumberPattern: () => string;
  readonly possibleLengths: () => number[];
  readonly nationalPrefix: () => string | undefined;
}

function readPlan(code: string): LibraryPlan {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(code as CountryCode);
  return metadata.numberingPlan as unknown as LibraryPlan;
}
