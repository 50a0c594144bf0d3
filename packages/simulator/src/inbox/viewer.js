/* global document, fetch, location, matchMedia, MutationObserver, SwaggerUIBundle, URL */

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

/** The library has its dark colours under a class, and leaves it to the page when they are shown. */
const dark = matchMedia('(prefers-color-scheme: dark)');
const followTheme = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
followTheme();
dark.addEventListener('change', followTheme);

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

/** What the library leaves out: choices get a name that a screen reader can read, long examples can be scrolled by key. */
new MutationObserver(() => {
  for (const select of document.querySelectorAll('#viewer select:not([aria-label])')) {
    const row = select.closest('tr[data-param-name]');
    select.setAttribute('aria-label', row?.getAttribute('data-param-name') ?? 'Choice');
  }
  for (const example of document.querySelectorAll('#viewer pre.microlight:not([tabindex])')) {
    example.tabIndex = 0;
  }
}).observe(document.getElementById('viewer'), { childList: true, subtree: true });
