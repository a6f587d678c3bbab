// Keeps the counter's screen on for as long as the page is in sight. A browser that cannot, or will not while the battery is
// low, leaves the tablet to its own settings.
{
  const stay = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", stay);
  stay();
}
