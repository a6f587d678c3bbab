// Shows the printers' state on the board: fetches a page of its own every ten seconds. Without an
// answer the line stays; the board reports a lost connection itself.
{
  const look = async () => {
    const answer = await fetch("/admin/printers/sign", {
      signal: AbortSignal.timeout?.(5_000),
    }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text().catch(() => ""), "text/html");
    const told = page.getElementById("printing");
    const shown = document.getElementById("printing");
    if (told && shown && told.outerHTML !== shown.outerHTML)
      shown.replaceWith(document.importNode(told, true));
  };
  const often = async () => {
    if (document.visibilityState === "visible") await look();
    setTimeout(often, 10_000);
  };
  void often();
}
