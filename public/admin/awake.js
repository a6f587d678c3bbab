// Keeps the counter's screen on while the page is visible. Where the browser has no wake lock, or
// refuses it on low battery, the tablet's own settings apply.
{
  const stay = () => {
    if (document.visibilityState === "visible")
      void navigator.wakeLock?.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", stay);
  stay();
}
