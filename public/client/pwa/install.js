// Installs the service worker. A stored page checks for the server's return and then reloads, at an
// interval that differs between phones. A page in answer to a form is never reloaded, since that
// would send the form again.
{
  const worker = "/client/sw.js";
  const { kept } = document.documentElement.dataset;
  addEventListener(
    "load",
    () => void navigator.serviceWorker?.register(worker, { scope: "/client" }).catch(() => {}),
  );
  if (kept === "page" || kept === "offline") {
    const look = async () => {
      /** @type {RequestInit} */
      const asked = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(4000) };
      if (!document.hidden && (await fetch(worker, asked).catch(() => null))?.ok) location.reload();
    };
    const watch = () => setTimeout(() => look().finally(watch), 4000 + 4000 * Math.random());
    addEventListener("online", () => void look());
    watch();
  }
  document.querySelector("[data-back]")?.addEventListener("click", (event) => {
    event.preventDefault();
    history.back();
  });
}
