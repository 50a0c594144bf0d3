import type { Logger } from '@kore-notify/core';
import type { NodeAPI } from 'node-red';
import type { AppClient } from '../../app-client.ts';
import { createAppClient } from '../../app-client.ts';
import { connectionOptions, usesStoredSecret } from '../../connection-nodes.ts';
import { toFlowError } from '../../flow-error.ts';
import type { FilledApp } from './fill-in.ts';
import { fillIn } from './fill-in.ts';
import { readTypedApp, type TestResult } from './test-call.ts';

const silent: Logger = { log: () => undefined };

/** A client of what is typed. @throws Error that says what to type again or to deploy */
function clientOf(RED: NodeAPI, { config, credentials, isDeployedDestination }: FilledApp): AppClient {
  if (!isDeployedDestination && usesStoredSecret(connectionOptions(RED, config)))
    throw new Error(
      'Deploy first to test with this TLS or proxy configuration: its key or password is used only as deployed.',
    );
  return createAppClient({ RED, config, credentials, logger: silent });
}

/** A text with something else for a value. A short value is hidden as a whole word only: it is in many others. */
function hide(text: string, value: string, shown: string): string {
  if (value.length >= MIN_HIDDEN) return text.replaceAll(value, () => shown);
  const parts = text.split(value);
  return parts.reduce((before, after) => {
    const isWhole = !/[\p{L}\p{N}]$/u.test(before) && !/^[\p{L}\p{N}]/u.test(after);
    return before + (isWhole ? shown : value) + after;
  });
}

const MIN_HIDDEN = 4;

/** Tests what is typed in the dialog of a `kore-app`, before it is deployed. Sends no notification; never rejects. */
export async function testConnection(RED: NodeAPI, body: unknown): Promise<TestResult> {
  let filled: FilledApp | undefined;
  let made: AppClient | undefined;
  // What was filled in is shown as it is typed.
  const show = (message: string): string =>
    [...(filled?.hidden ?? [])].reduce((text, [typed, value]) => hide(text, value, typed), message);
  try {
    filled = fillIn(RED, readTypedApp(body));
    made = clientOf(RED, filled);
    const { ok, message } = await made.client.checkConnection();
    return { ok, message: show(message) };
  } catch (error) {
    return { ok: false, message: show(toFlowError(error).message) };
  } finally {
    made?.close();
  }
}
