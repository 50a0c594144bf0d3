import type { SavedConfig } from './config-version.ts';
import { savedText } from './saved-values.ts';

/**
 * The app that every simulator of this project starts with. Its secret opens nothing but a simulator, which prints it: with
 * it the examples run as they are, since an exported flow holds no credentials.
 */
const SIMULATOR_APP = {
  clientId: 'cs-simulator-2222-5222-8222-222222222222',
  clientSecret: 'simulator-secret-of-no-value-3333-5333-8333',
} as const;

const ON_THIS_MACHINE = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?\/?$/i;

/** The secret of a simulator on this machine; empty for every other app. */
export function simulatorSecret(config: SavedConfig): string {
  const isSimulator =
    savedText(config['clientId']) === SIMULATOR_APP.clientId &&
    ON_THIS_MACHINE.test(savedText(config['host']) ?? '');
  return isSimulator ? SIMULATOR_APP.clientSecret : '';
}
