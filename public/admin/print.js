// Prints the current page.
document.querySelector("[data-print]")?.addEventListener("click", () => print());
