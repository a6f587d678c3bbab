// Locks a tablet after a while without a touch: a passer-by can see and hear the board and change
// nothing. A touch on one page counts for every page of the device.
{
  const minutes = Number(document.currentScript.dataset.minutes);
  const KEY = "jumun-touched";
  const PING_MS = 60_000;
  let pinged = Date.now();
  let touchedHere = Date.now();
  // Without storage, only touches on this page count.
  const kept = (ms) => {
    try {
      return ms === undefined ? localStorage.getItem(KEY) : localStorage.setItem(KEY, ms);
    } catch {
      return null;
    }
  };
  const touched = () => {
    touchedHere = Date.now();
    kept(touchedHere);
    // The server ends sessions without activity. Opening this page counted as activity.
    if (Date.now() - pinged < PING_MS) return;
    pinged = Date.now();
    fetch("/admin/api/touch", { method: "POST", keepalive: true }).catch(() => null);
  };
  const look = async () => {
    if (Date.now() - Math.max(touchedHere, Number(kept())) < minutes * 60_000) return;
    const answer = await fetch("/admin/api/sign-out", { method: "POST", keepalive: true }).catch(
      () => null,
    );
    // Without a network the session stays; the next check tries again.
    if (answer?.ok || answer?.status === 401) location.assign("/admin");
  };
  touched();
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touched, { passive: true });
  setInterval(look, 10_000);
}
