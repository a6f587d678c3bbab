// Panels of the bar for browsers without popovers, shown by the style sheet: one at a time, until
// its button, a touch outside or Escape closes it.
if (!CSS.supports("selector(:popover-open)")) {
  const open = (wanted) => {
    for (const panel of document.querySelectorAll("[popover]"))
      panel.toggleAttribute("data-open", panel === wanted);
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[popovertarget]");
    const panel = button
      ? document.getElementById(button.getAttribute("popovertarget"))
      : target.closest("[data-open]");
    open(button && panel.hasAttribute("data-open") ? null : panel);
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && open(null));
}
