// Lets a cart page stored by the service worker take changes of quantity. They go into the cart's
// cookie, which the server reads; prices are shown once it answers.
if (document.documentElement.dataset.kept === "page") {
  // As on the server: the cart's `MAX_QUANTITY`, and a cookie of seven days, with the `__Host-`
  // prefix over https.
  const [MOST, DAYS] = [50, 7];
  const main = document.querySelector("main.cart[data-cookie]");
  const NAME = `${main?.dataset.cookie}=`;
  const kept = NAME.startsWith("__Host-") ? "path=/; secure" : "path=/client";

  const lines = () => {
    const cookie = document.cookie.split("; ").find((cookie) => cookie.startsWith(NAME)) ?? NAME;
    return decodeURIComponent(cookie.slice(NAME.length)).split("!");
  };
  // `latte*2~hot~shot*3`: the first number is the quantity of the line.
  const quantity = (line) => Number(line.match(/\*(\d+)/)?.[1] ?? 0);
  const times = (line, quantity) => line.replace(/\*\d+/, `*${quantity}`);
  const same = (one) => (other) => times(one, 0) === times(other, 0);

  const show = () => {
    const cart = lines();
    const rows = [...main.querySelectorAll(".lines > li")];
    const changed = rows.filter((row) => {
      const shown = row.querySelector("[name=line]").value;
      const now = quantity(cart.find(same(shown)) ?? "");
      row.hidden = now === 0;
      row.querySelector(".price").hidden = now !== quantity(shown);
      const amount = row.querySelector(".amount");
      if (now > 0 && amount) count(amount, now);
      return now !== quantity(shown);
    });
    main.querySelector(".total")?.toggleAttribute("hidden", changed.length > 0);
    const isEmpty = rows.every((row) => row.hidden);
    main.querySelector(".order-bar").hidden = isEmpty;
    main.querySelector("[data-empty]").hidden = !isEmpty;
  };

  const count = (amount, now) => {
    const [less, more] = amount.querySelectorAll("form");
    [less.elements.quantity.value, more.elements.quantity.value] = [now - 1, now + 1];
    less.querySelector("button").ariaLabel = now > 1 ? amount.dataset.less : amount.dataset.remove;
    amount.querySelector("span").textContent = now;
  };

  const change = (event) => {
    const asked = new FormData(event.target);
    const [line, wanted] = [asked.get("line"), Math.min(Number(asked.get("quantity")), MOST)];
    if (!line) return;
    event.preventDefault();
    const cart = lines().map((known) => (same(line)(known) ? times(known, wanted) : known));
    document.cookie = `${NAME}${encodeURIComponent(cart.join("!"))}; ${kept}; max-age=${DAYS * 86400}; samesite=lax`;
    const row = event.target.closest("li");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    show();
    if (row.hidden) (next?.querySelector("button") ?? main.querySelector("a")).focus();
  };

  if (main) {
    main.querySelector(".lines").addEventListener("submit", change);
    show();
  }
}
