// Locks a tablet that nobody has touched for a while: whoever passes by reads the board and hears it ring, and changes nothing.
// Every page of this device counts as touched when one of them is.
{
  const minutes = Number(document.currentScript.dataset.minutes);
  const KEY = "jumun-touched";
  const PING_MS = 60_000;
  let pinged = Date.now();
  let touchedHere = Date.now();
  // A browser that keeps nothing knows of this page alone.
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
    // The server ends a session that it hears nothing of. Opening this page was a word of it.
    if (Date.now() - pinged < PING_MS) return;
    pinged = Date.now();
    fetch("/admin/api/touch", { method: "POST", keepalive: true }).catch(() => null);
  };
  const look = async () => {
    if (Date.now() - Math.max(touchedHere, Number(kept())) < minutes * 60_000) return;
    const answer = await fetch("/admin/api/sign-out", { method: "POST", keepalive: true }).catch(() => null);
    // Without a network the session stays; the next look tries again.
    if (answer?.ok || answer?.status === 401) location.assign("/admin");
  };
  touched();
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touched, { passive: true });
  setInterval(look, 10_000);
}
