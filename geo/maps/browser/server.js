// Our own server: where it is, and JSON from it.

/** The address of the app, without the component's frame. */
export const BASE = window.location.pathname.split("/component/")[0];

/**
 * Fetch JSON of a path below the app; throws for any answer but a good one.
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function fetchJson(path) {
  const response = await fetch(BASE + path);
  if (!response.ok) throw new Error(path + " " + response.status);
  return response.json();
}
