/** What makes and hides tokens, to be bundled together as in the package. */
export { ClaimsSigner } from '../adapters/ClaimsSigner';
export { checkTokenKey } from '../adapters/MakeToken';
export { KoreNotifyApi } from '../credentials/KoreNotifyApi.credentials';
