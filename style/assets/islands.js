// Wakes a page's islands, the parts that move, once the page has been read: wasm that is fetched before takes the line from
// what is seen first. Leptos's own script preloads it. An island stands in no other one's children.
{
  const { module, wasm } = document.currentScript.dataset;
  const wake = async () => {
    const islands = await import(module);
    await islands.default({ module_or_path: wasm });
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
