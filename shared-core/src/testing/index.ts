export { FakeClock } from './fake-clock.ts';
export { FakeSigner } from './fake-signer.ts';
export type { ScriptedAnswer } from './scripted-http.ts';
export { jsonAnswer, ScriptedHttp } from './scripted-http.ts';
