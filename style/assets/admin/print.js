// Prints the page that it is on.
document.querySelector("[data-print]")?.addEventListener("click", () => print());
