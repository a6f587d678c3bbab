// Hydrates a page's islands once the page has been read: fetching the wasm earlier competes with
// the first paint for bandwidth, and Leptos's own script preloads it. No island is among the
// children of another. Where hydration fails (no WebAssembly, as in Lockdown Mode, or a file that
// did not arrive), `html[data-asleep]` makes the page behave as without scripts. The syntax here is
// older than the islands need, so that old browsers reach that fallback.
{
  const { module, wasm } = document.currentScript.dataset;
  // A browser that translates the page before hydration replaces text nodes by elements of its own.
  // Before hydrating, each island gets its own text nodes back; the browser then translates them
  // again.
  const texts = [];
  for (const place of document.querySelectorAll("leptos-island")) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      texts.push([
        text,
        text.parentNode,
        [...text.parentNode.childNodes].indexOf(/** @type {ChildNode} */ (text)),
      ]);
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

  // Reloads, but not while the reader types, and not onto the browser's own error page.
  const loadAnew = async (after_s) => {
    await new Promise((over) => setTimeout(over, after_s * 1000));
    const isTyping =
      document.activeElement && document.activeElement.matches("input, select, textarea");
    const answer =
      !isTyping &&
      (await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null));
    if (answer) location.reload();
    else void loadAnew(after_s);
  };
  // With scripts enabled, the content of a <noscript> is a single text node.
  const stayAsleep = () => {
    document.documentElement.dataset.asleep = "";
    for (const asleep of document.querySelectorAll("noscript")) {
      const { head, body } = new DOMParser().parseFromString(asleep.textContent, "text/html");
      const refresh = head.querySelector("meta[http-equiv=refresh]");
      if (refresh) {
        refresh.remove();
        void loadAnew(refresh.content);
      }
      asleep.replaceWith(...head.childNodes, ...body.childNodes);
    }
  };

  // Leaving a page aborts its downloads, in Firefox even before `pagehide`: that is not a failure.
  let left = false;
  for (const leaving of ["beforeunload", "pagehide"])
    addEventListener(leaving, () => (left = true));
  const fail = (error) => {
    if (left) return;
    stayAsleep();
    throw error;
  };
  (window.requestIdleCallback || setTimeout)(() => void wake().catch(fail));
}

// Retries a picture that failed to load because a service was busy or the connection dropped: by
// itself, a browser leaves the gap until the page is reloaded.
{
  const AFTER_S = [2, 8, 30];
  const tries = new WeakMap();
  const askAgain = (image) => {
    const before = tries.get(image) || 0;
    if (before === AFTER_S.length) return;
    tries.set(image, before + 1);
    setTimeout(() => image.setAttribute("src", image.src), AFTER_S[before] * 1000);
  };
  const failed = ({ target }) => target instanceof HTMLImageElement && askAgain(target);
  document.addEventListener("error", failed, { capture: true });
  for (const image of document.images) if (image.complete && !image.naturalWidth) askAgain(image);
}
