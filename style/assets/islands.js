// Wakes a page's islands, the parts that move, once the page has been read: wasm that is fetched before takes the line from
// what is seen first. Leptos's own script preloads it. An island stands in no other one's children.
// Where they do not wake (no WebAssembly, as in Lockdown Mode; a file that did not arrive) the page does what it does
// without scripts: `html[data-asleep]`. The syntax here is older than the islands, so that old browsers get that far.
{
  const { module, wasm } = document.currentScript.dataset;
  // A browser that translates the page before they wake has put elements of its own where their text was: an island finds its own
  // text again, which is then translated once more.
  const texts = [];
  for (const place of document.querySelectorAll("leptos-island")) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      texts.push([text, text.parentNode, [...text.parentNode.childNodes].indexOf(text)]);
    }
  }
  const restore = () => {
    for (const [text, parent, index] of texts.splice(0)) {
      const other = parent.childNodes[index];
      if (!text.isConnected && other?.nodeName === "FONT") other.replaceWith(text);
    }
  };
  const wake = async () => {
    const islands = await import(module);
    await islands.default({ module_or_path: wasm });
    restore();
    islands.hydrate();
    for (const place of document.querySelectorAll("leptos-island")) {
      const island = islands[place.dataset.component];
      if (island) await island(place);
      else console.warn(`no island ${place.dataset.component} in this build`);
    }
  };

  // Neither while somebody types nor onto the browser's own error page.
  const loadAnew = async (after_s) => {
    await new Promise((over) => setTimeout(over, after_s * 1000));
    const isTyping = document.activeElement && document.activeElement.matches("input, select, textarea");
    const answer = !isTyping && (await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null));
    if (answer) location.reload();
    else loadAnew(after_s);
  };
  // To a browser with scripts the content of a <noscript> is one text.
  const stayAsleep = () => {
    document.documentElement.dataset.asleep = "";
    for (const asleep of document.querySelectorAll("noscript")) {
      const { head, body } = new DOMParser().parseFromString(asleep.textContent, "text/html");
      const refresh = head.querySelector("meta[http-equiv=refresh]");
      if (refresh) {
        refresh.remove();
        loadAnew(refresh.content);
      }
      asleep.replaceWith(...head.childNodes, ...body.childNodes);
    }
  };

  // A page that is left takes along what it was loading; Firefox cuts that off before `pagehide`.
  let left = false;
  for (const leaving of ["beforeunload", "pagehide"]) addEventListener(leaving, () => (left = true));
  const fail = (error) => {
    if (left) return;
    stayAsleep();
    throw error;
  };
  (window.requestIdleCallback || setTimeout)(() => wake().catch(fail));
}

// A picture that did not come, because a service was busy or the line was gone for a moment, is asked for again: a browser alone
// leaves the hole until the page is loaded anew.
{
  const AFTER_S = [2, 8, 30];
  const tries = new WeakMap();
  const askAgain = (image) => {
    const before = tries.get(image) || 0;
    if (before === AFTER_S.length) return;
    tries.set(image, before + 1);
    setTimeout(() => (image.src = image.src), AFTER_S[before] * 1000);
  };
  const failed = ({ target }) => target instanceof HTMLImageElement && askAgain(target);
  document.addEventListener("error", failed, { capture: true });
  for (const image of document.images) if (image.complete && !image.naturalWidth) askAgain(image);
}
