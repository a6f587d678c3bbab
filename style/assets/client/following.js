// What an order's page and the list of orders do besides showing where an order stands: the title, and once for each
// order the sound, the buzz and the notification that it is ready; the phone's other orders; the list. The islands follow
// the feeds and hand their frames on as events on the document, `live:<frame>`.
{
  const TOLD = "jumun_told";
  const REMEMBERED = 20;
  const BUZZ_MS = [300, 120, 300];
  const OPEN = ["placed", "accepted", "preparing", "ready"];
  const hear = (frame, act) => document.addEventListener(`live:${frame}`, ({ detail }) => act(JSON.parse(detail)));
  const make = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);

  // True once for each order, in whichever of the phone's pages.
  const isNews = (order) => {
    try {
      const told = (localStorage.getItem(TOLD) ?? "").split(" ").filter(Boolean);
      if (told.includes(order)) return false;
      localStorage.setItem(TOLD, [...told, order].slice(-REMEMBERED).join(" "));
    } catch {
      // A browser that keeps nothing tells it once for each page.
    }
    return true;
  };

  // Phones take notifications from a service worker only, which also answers the press after the page was closed.
  const notify = async (title, body, order) => {
    if (window.Notification?.permission !== "granted") return;
    const options = { body, tag: order, vibrate: BUZZ_MS, data: { page: `/client/orders/${order}` } };
    try {
      const worker = await navigator.serviceWorker?.getRegistration("/client");
      await (worker ? worker.showNotification(title, options) : new Notification(title, options));
    } catch {
      // The title has said it.
    }
  };

  const page = document.querySelector("main[data-order]");
  if (page) {
    const { order, title, ready, body } = page.dataset;
    const look = () => {
      const isReady = page.querySelector(".progress")?.dataset.status === "ready";
      if (document.title !== (isReady ? ready : title)) document.title = isReady ? ready : title;
      if (!isReady || !isNews(order) || !document.querySelector(".bell [data-on]")) return;
      document.dispatchEvent(new Event("sound:ring"));
      if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(BUZZ_MS);
      notify(ready, body, order);
    };
    new MutationObserver(look).observe(page, { subtree: true, attributeFilter: ["data-status"] });
    look();
  }

  const strip = document.querySelector(".open-orders");
  hear("others", (others) => {
    const links = others.map(({ id, number, status, step }) => {
      const link = make("a", "", { href: `/client/orders/${id}` });
      link.dataset.status = status;
      link.append(make("strong", number), " ", make("span", step));
      return link;
    });
    strip?.replaceChildren(...links);
    if (strip) strip.hidden = links.length === 0;
  });

  const list = document.querySelector(".under-way");
  const fill = (row, { id, number, status, version, what, what_lang: lang, text, promised }) => {
    Object.assign(row.dataset, { id, status, version });
    row.querySelector("a").href = `/client/orders/${id}`;
    const [name, said, time] = row.querySelectorAll(".words > *");
    row.querySelector(".small-number").textContent = number;
    name.textContent = what;
    if (lang) name.lang = lang;
    said.textContent = text;
    time.querySelector("span").textContent = promised;
    time.hidden = !OPEN.includes(status) || status === "ready";
  };
  // One that ends while it is looked at stays until the page is opened anew.
  hear("orders", (orders) => {
    if (!list) return;
    const rows = list.querySelector("ul");
    for (const order of orders.reverse()) {
      const shown = rows.querySelector(`[data-id="${order.id}"]`);
      if (shown && shown.dataset.version < order.version) fill(shown, order);
      else if (!shown && OPEN.includes(order.status)) {
        const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
        fill(row, order);
        rows.prepend(row);
      }
    }
    list.hidden = rows.children.length === 0;
  });
  const notice = list?.querySelector(".notice");
  let [stale, up] = [null, true];
  const say = () => {
    const words = up ? stale : notice.dataset.offline;
    notice.textContent = words ?? "";
    notice.hidden = !words;
  };
  if (notice) {
    hear("stale", (words) => say((stale = words)));
    hear("connection", (is) => say((up = is)));
  }
}
