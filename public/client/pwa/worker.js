// Service worker: stores the pages this phone has seen, for when the server does not answer.
// Network first: pages are requested from the server, its refusals pass through, and live feeds and
// calls by scripts are not handled. The server writes a line above this one: BUILD, the digest of
// its assets, and FILES, the addresses of the shell.

const SHELL = `shell-${BUILD}`;
const PAGES = `pages-${BUILD}`;
const [MENU, CART, OFFLINE] = ["/client", "/client/cart", "/client/offline"];
// Pages that may be stored; none of them shows a person's orders.
const KEPT = ["/client", "/client/cart", "/client/settings", "/client/items/:id"];
const MAY_BE_KEPT = new RegExp(`^(${KEPT.join("|").replace(":id", "[^/]+")})$`);
const DEADLINE_MS = 3000;
const MOST_ITEMS = 60;
const MOST_FILES = 200;

// Set on removal, for downloads that are being stored at that moment.
let removed = false;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(page(event));
    // The browser sends another site's form itself, with that site as its origin.
    else if (request.referrer.startsWith(`${origin}/`)) event.respondWith(form(event));
  } else if (request.method === "GET" && pathname.startsWith("/pkg/")) {
    event.respondWith(file(event));
  }
});

// A press on "order ready" focuses the page that follows the order, or opens it.
addEventListener("notificationclick", (event) => {
  const page = new URL(event.notification.data?.page ?? "/client/orders", location.origin);
  event.notification.close();
  event.waitUntil(show(page));
});

async function show({ href, origin, pathname }) {
  if (origin !== location.origin) return;
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find(({ url }) => new URL(url).pathname === pathname);
  return open ? open.focus() : clients.openWindow(href);
}

async function install() {
  await (await caches.open(SHELL)).addAll(FILES);
  await keep(OFFLINE);
  await Promise.allSettled([keep(MENU), keep(CART)]);
  await skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name !== SHELL && name !== PAGES);
  await Promise.all(old.map((name) => caches.delete(name)));
  // Navigation preload requests the page while the worker starts. Firefox drops a navigation whose
  // preload finds no network, whichever answer the worker has, so it is off there, also where an
  // earlier release left it on.
  const preload = registration.navigationPreload;
  await (/Firefox\//.test(navigator.userAgent) ? preload?.disable() : preload?.enable());
  await clients.claim();
}

async function page(event) {
  const { pathname } = new URL(event.request.url);
  const network = ask(event);
  event.waitUntil(network.catch(() => {}));
  const kept = MAY_BE_KEPT.test(pathname) && (await caches.match(pathname, { cacheName: PAGES }));
  try {
    return await (kept ? Promise.race([network, deadline()]) : network);
  } catch {
    return kept ? marked(kept, "page", 200) : offline("offline");
  }
}

async function ask(event) {
  const response = (await event.preloadResponse) || (await fetch(event.request));
  event.waitUntil(remember(new URL(event.request.url), response.clone()));
  return response;
}

function deadline() {
  return new Promise((_, late) => setTimeout(late, DEADLINE_MS));
}

// Stored pages belong to one reader: one session, in one language and type size.
async function remember({ pathname, search }, response) {
  const reader = response.headers.get("x-reader");
  if (!reader) return response.ok && leaveIfRemoved();
  const apology = await caches.match(OFFLINE, { cacheName: PAGES });
  if (apology?.headers.get("x-reader") !== reader) {
    await caches.delete(PAGES);
    await Promise.allSettled([keep(OFFLINE), keep(MENU), keep(CART)]);
  }
  const pages = await caches.open(PAGES);
  if ([404, 410].includes(response.status)) await pages.delete(pathname);
  // A page with a query in its address is true only once.
  else if (response.ok && !search && MAY_BE_KEPT.test(pathname))
    await pages.put(pathname, await withoutOrders(response));
  const items = (await pages.keys()).filter(({ url }) => url.includes("/items/"));
  await Promise.all(items.slice(0, -MOST_ITEMS).map((item) => pages.delete(item)));
}

async function keep(path) {
  const response = await fetch(path, { headers: { accept: "text/html" } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  await (await caches.open(PAGES)).put(path, await withoutOrders(response));
}

// Stored pages have an empty strip of open orders, so that a phone found later reveals no order.
async function withoutOrders(response) {
  const text = await response.text();
  const page = text.replace(
    /(<nav [^>]*class="open-orders"[^>]*)>.*?<\/nav>/gs,
    "$1 hidden></nav>",
  );
  return new Response(page, { status: response.status, headers: plain(response) });
}

// Headers for a response whose body was read.
function plain(response) {
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  return headers;
}

// A form is sent now or not at all. Without an answer it is unknown whether the server received it,
// unless there was no network.
async function form(event) {
  const unsent = !navigator.onLine;
  try {
    const response = await fetch(event.request);
    await forgetCart();
    event.waitUntil(keep(CART).catch(() => {}));
    return response;
  } catch {
    if (!unsent) await forgetCart();
    return offline(unsent ? "unsent" : "unanswered");
  }
}

async function forgetCart() {
  await (await caches.open(PAGES)).delete(CART);
}

async function file(event) {
  const kept = await caches.match(event.request.url);
  if (kept) return kept;
  const response = await fetch(event.request);
  if (response.status === 200) event.waitUntil(keepFile(event.request.url, response.clone()));
  return response;
}

async function keepFile(url, response) {
  // A removed worker keeps running until its last page is closed.
  if (!(await caches.has(SHELL))) return;
  const shell = await caches.open(SHELL);
  if ((await shell.keys()).length < MOST_FILES) await shell.put(url, response);
  if (removed) await caches.delete(SHELL);
}

async function offline(why) {
  const apology = await caches.match(OFFLINE, { cacheName: PAGES });
  return apology ? marked(apology, why, 503) : Response.error();
}

// Every page holds the texts for this case, hidden; the mark shows one.
async function marked(kept, how, status) {
  const text = await kept.text();
  return new Response(text.replace("<html", `<html data-kept="${how}"`), {
    status,
    headers: plain(kept),
  });
}

// A release without a worker sends no mark in its answers and has no worker script.
async function leaveIfRemoved() {
  const { status } = await fetch("/client/sw.js", { method: "HEAD", cache: "no-store" });
  if (![404, 410].includes(status)) return;
  removed = true;
  await registration.unregister();
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}
