/** Node's own request, which axios adds to its errors. */
export interface ClientRequest {
  readonly reusedSocket: boolean;
  readonly socket: { readonly encrypted?: boolean; readonly secureConnecting?: boolean } | null;
}

/** True if a request to an https URL was answered over a connection without TLS: a proxy refused to open the way. */
export function isOfProxy(request: unknown): boolean {
  return isClientRequest(request) && request.socket !== null && request.socket.encrypted !== true;
}

/** True for Node's own request; that of a library that follows redirects tells nothing of its socket. */
export function isClientRequest(request: unknown): request is ClientRequest {
  if (typeof request !== 'object' || request === null) return false;
  return 'reusedSocket' in request && 'socket' in request && typeof request.socket === 'object';
}
