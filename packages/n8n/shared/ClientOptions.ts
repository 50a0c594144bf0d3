import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { TokenKey } from '../adapters/MakeToken';
import { type ClientOptions, DEFAULTS, type Guards } from './core';

/** The options of a client, as the credential holds them; the core checks them. */
export function clientOptionsOf(credential: ICredentialDataDecryptedObject): ClientOptions {
  const text = (name: string): string => (typeof credential[name] === 'string' ? credential[name] : '');
  const number = (name: string, otherwise: number): number => Number(credential[name] ?? otherwise);
  return {
    host: text('host'),
    botId: text('botId'),
    clientId: text('clientId'),
    useJti: credential['useJti'] === true,
    tokenLifetimeSeconds: number('lifetimeSeconds', DEFAULTS.tokenLifetimeSeconds),
    maxPerMinute: number('maxPerMinute', DEFAULTS.maxPerMinute),
    maxPerHour: number('maxPerHour', DEFAULTS.maxPerHour),
    requestTimeoutMs: number('requestTimeoutSeconds', DEFAULTS.requestTimeoutMs / 1000) * 1000,
    allowHttp: credential['allowHttp'] === true,
    country: text('country'),
    guards: guardsOf(credential),
    timeScale: number('timeScale', DEFAULTS.timeScale),
  };
}

/** Whom a credential may message. Half of the quiet hours is passed on: the core says what is missing. */
function guardsOf(credential: ICredentialDataDecryptedObject): Guards {
  const text = (name: string): string =>
    typeof credential[name] === 'string' ? credential[name].trim() : '';
  const [from, to, timeZone, timeZoneField] = [
    text('quietFrom'),
    text('quietTo'),
    text('timeZone'),
    text('timeZoneField'),
  ];
  const lists = Object.fromEntries(
    ['only', 'never'].flatMap((name) => (text(name) === '' ? [] : [[name, text(name)]])),
  );
  return {
    ...lists,
    perRun: Number(credential['perRun'] ?? 0),
    perDay: Number(credential['perDay'] ?? 0),
    ...(timeZone === '' ? {} : { timeZone }),
    ...(from === '' && to === ''
      ? {}
      : {
          quietHours: {
            from,
            to,
            timeZone: timeZone === '' ? 'UTC' : timeZone,
            ...(timeZoneField === '' ? {} : { timeZoneField }),
          },
        }),
  };
}

/** What makes tokens, as the credential holds it. */
export function tokenKeyOf(credential: ICredentialDataDecryptedObject): TokenKey {
  const text = (name: string, otherwise: string): string =>
    typeof credential[name] === 'string' ? credential[name] : otherwise;
  return {
    algorithm: text('algorithm', 'HS256'),
    clientSecret: text('clientSecret', ''),
    privateKey: text('privateKey', ''),
    useJwe: credential['useJwe'] === true,
    jwePublicKey: text('jwePublicKey', ''),
    contentEncryption: text('contentEncryption', ''),
  };
}
