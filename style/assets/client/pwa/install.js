// Installs the worker; on a page that it kept, looks for the server's return and then loads the page anew: not all
// phones at once. What a form got for an answer is never loaded anew, since that would send the form again.
{
  const worker = "/client/sw.js";
  const { kept } = document.documentElement.dataset;
  addEventListener("load", () => navigator.serviceWorker?.register(worker, { scope: "/client" }).catch(() => {}));
  if (kept === "page" || kept === "offline") {
    const look = async () => {
      const asked = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(4000) };
      if (!document.hidden && (await fetch(worker, asked).catch(() => {}))?.ok) location.reload();
    };
    const watch = () => setTimeout(() => look().finally(watch), 4000 + 4000 * Math.random());
    addEventListener("online", look);
    watch();
  }
  document.querySelector("[data-back]")?.addEventListener("click", (event) => {
    event.preventDefault();
    history.back();
  });
}
