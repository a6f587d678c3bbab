// Says on the board what printers need: the sign is a page of its own, looked at every ten seconds. Without an answer it stays as
// it is; the board says itself that its line is lost.
{
  const look = async () => {
    const answer = await fetch("/admin/printers/sign", { signal: AbortSignal.timeout?.(5_000) }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text().catch(() => ""), "text/html");
    const told = page.getElementById("printing");
    const shown = document.getElementById("printing");
    if (told && shown && told.outerHTML !== shown.outerHTML) shown.replaceWith(document.importNode(told, true));
  };
  const often = async () => {
    if (document.visibilityState === "visible") await look();
    setTimeout(often, 10_000);
  };
  often();
}
