/* global document, fetch, location, MutationObserver, SwaggerUIBundle, URL */

/** Calls that are tried out get what they need: a token for the platform, the header for the control API. */
async function withProof(request) {
  const { pathname } = new URL(request.url, location.href);
  if (pathname.startsWith('/_simulator/')) {
    request.headers['X-Kore-Simulator'] = '1';
  } else if (request.headers.auth === undefined) {
    const answer = await fetch('/_simulator/token');
    request.headers.auth = (await answer.json()).token;
  }
  return request;
}

SwaggerUIBundle({
  url: '/_simulator/openapi.json',
  dom_id: '#viewer',
  // A link inside a button cannot be reached by key.
  deepLinking: false,
  displayRequestDuration: true,
  // No other machine is asked whether the document is valid.
  validatorUrl: null,
  requestInterceptor: withProof,
});

/** Its choices have no name that a screen reader could read: each gets that of its parameter. */
new MutationObserver(() => {
  for (const select of document.querySelectorAll('#viewer select:not([aria-label])')) {
    const row = select.closest('tr[data-param-name]');
    select.setAttribute('aria-label', row?.getAttribute('data-param-name') ?? 'Choice');
  }
}).observe(document.getElementById('viewer'), { childList: true, subtree: true });
