// Wakes a page's islands, the parts that move, once the page has been read: wasm that is fetched before takes the line from
// what is seen first. Leptos's own script preloads it. An island stands in no other one's children.
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
  // A page that is left takes along what it was loading.
  let left = false;
  addEventListener("pagehide", () => (left = true));
  const fail = (error) => {
    if (!left) throw error;
  };
  (window.requestIdleCallback ?? setTimeout)(() => wake().catch(fail));
}
