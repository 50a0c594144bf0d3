/** What makes and hides tokens, to be bundled together as in the package. */
export { DeferredSigner as DeferredSigner } from '../adapters/DeferredSigner';
export { checkTokenKey } from '../adapters/MakeToken';
export { KoreNotifyApi } from '../credentials/KoreNotifyApi.credentials';
