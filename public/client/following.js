// The order page and the list of orders, besides progress: the page's title, one alert per order
// with sound, vibration and notification when it is ready, the phone's other orders, and the live
// list. Islands follow the feeds and pass each frame on as an event `live:<frame>` on the document.
{
  const TOLD = "jumun_told";
  const REMEMBERED = 20;
  const BUZZ_MS = [300, 120, 300];
  const OPEN = ["placed", "accepted", "preparing", "ready"];
  const hear = (frame, act) =>
    document.addEventListener(`live:${frame}`, ({ detail }) => act(JSON.parse(detail)));
  const make = (name, text, more = {}) =>
    Object.assign(document.createElement(name), { textContent: text }, more);
  // What is pressed stays: a browser drops a click whose link is gone when the finger is lifted,
  // WebKit also one whose text node is.
  const setText = (element, text) => {
    const [only, ...others] = element.childNodes;
    if (only?.nodeType === Node.TEXT_NODE && others.length === 0) only.nodeValue = text;
    else element.textContent = text;
  };

  // True once per order, across all pages of the phone.
  const isNews = (order) => {
    try {
      const told = (localStorage.getItem(TOLD) ?? "").split(" ").filter(Boolean);
      if (told.includes(order)) return false;
      localStorage.setItem(TOLD, [...told, order].slice(-REMEMBERED).join(" "));
    } catch {
      // Without storage, each page alerts once.
    }
    return true;
  };

  // Phones allow notifications only from a service worker, which also handles a press after the
  // page was closed.
  const notify = async (title, body, order) => {
    if (window.Notification?.permission !== "granted") return;
    const options = {
      body,
      tag: order,
      vibrate: BUZZ_MS,
      data: { page: `/client/orders/${order}` },
    };
    try {
      const worker = await navigator.serviceWorker?.getRegistration("/client");
      await (worker ? worker.showNotification(title, options) : new Notification(title, options));
    } catch {
      // The page's title shows it already.
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
      void notify(ready, body, order);
    };
    new MutationObserver(look).observe(page, { subtree: true, attributeFilter: ["data-status"] });
    look();
  }

  const strip = document.querySelector(".open-orders");
  hear("others", (others) => {
    if (!strip) return;
    const links = others.map(({ id, number, status, step }) => {
      const href = `/client/orders/${id}`;
      const link = strip.querySelector(`[href="${href}"]`) ?? make("a", "", { href });
      if (!link.firstElementChild) link.append(make("strong", ""), " ", make("span", ""));
      link.dataset.status = status;
      setText(link.querySelector("strong"), number);
      setText(link.querySelector("span"), step);
      return link;
    });
    for (const link of [...strip.children]) if (!links.includes(link)) link.remove();
    for (const [index, link] of links.entries())
      if (strip.children[index] !== link) strip.insertBefore(link, strip.children[index]);
    strip.hidden = links.length === 0;
  });

  const list = document.querySelector(".under-way");
  const fill = (row, { id, number, status, version, what, what_lang: lang, text, promised }) => {
    Object.assign(row.dataset, { id, status, version });
    row.querySelector("a").href = `/client/orders/${id}`;
    const [name, said, time] = row.querySelectorAll(".words > *");
    setText(row.querySelector(".small-number"), number);
    setText(name, what);
    if (lang) name.lang = lang;
    setText(said, text);
    setText(time.querySelector("span"), promised);
    time.hidden = !OPEN.includes(status) || status === "ready";
  };
  // An order that ends while the list is open stays on it until the page is loaded again.
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
    hear("stale", (words) => {
      stale = words;
      say();
    });
    hear("connection", (is) => {
      up = is;
      say();
    });
  }
}
