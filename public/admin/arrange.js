// Rearranges lists of the menu editor by dragging or by their buttons, without a new page for each
// press. The rows hold the ids, so the visible sequence is sent, at once and again if it has
// changed while it was sent. Without this script the buttons submit the form. The texts are
// attributes of the form, in the reader's language.
{
  const arrangeable = (form) => {
    const list = form.querySelector("ol");
    const said = document.createElement("output");
    said.setAttribute("aria-live", "polite");
    form.append(said);
    let saving = false;
    let saved = ids();

    function ids() {
      return [...list.children].map((row) => row.dataset.id).join();
    }

    const buttons = (row, way) => row.querySelector(`button[value$=":${way}"]`);
    const name = (row) => row.querySelector("a span").textContent;

    // Disables the buttons that cannot move a row further; a focus there moves to the other button.
    const ends = () => {
      const rows = [...list.children];
      rows.forEach((row, at) => {
        for (const [way, other, isEnd] of [
          ["up", "down", at === 0],
          ["down", "up", at === rows.length - 1],
        ]) {
          const button = buttons(row, way);
          const hadFocus = document.activeElement === button;
          button.disabled = isEnd;
          if (isEnd && hadFocus) buttons(row, other).focus();
        }
      });
    };

    const send = async () => {
      // With `keepalive` the request survives leaving the page.
      const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
      const answer = await fetch(form.action, { method: "POST", body, keepalive: true });
      // An expired session is answered with a redirect elsewhere.
      if (!answer.ok || !new URL(answer.url).searchParams.has("ordered"))
        throw new Error(answer.url);
    };

    const save = async () => {
      if (saving) return;
      saving = true;
      try {
        while (ids() !== saved) {
          const now = ids();
          await send();
          saved = now;
        }
        said.textContent = form.dataset.saved;
      } catch {
        said.textContent = form.dataset.unsaved;
      }
      saving = false;
    };

    const tell = (row) => {
      const values = {
        name: name(row),
        at: [...list.children].indexOf(row) + 1,
        count: list.children.length,
      };
      said.textContent = form.dataset.moved.replace(/\{(\w+)\}/g, (_, value) => values[value]);
      ends();
      void save();
    };

    form.addEventListener("submit", (event) => {
      const [id, way] = event.submitter?.value.split(":") ?? [];
      const row = [...list.children].find((row) => row.dataset.id === id);
      if (!row) return;
      event.preventDefault();
      const neighbour = way === "up" ? row.previousElementSibling : row.nextElementSibling;
      if (!neighbour) return;
      neighbour[way === "up" ? "before" : "after"](row);
      event.submitter.focus();
      tell(row);
    });

    const handle = (row) => {
      const grip = document.createElement("span");
      grip.className = "handle";
      grip.setAttribute("aria-hidden", "true");
      grip.textContent = "⠿";
      row.prepend(grip);
      grip.addEventListener("pointerdown", (down) => {
        if (down.button !== 0) return;
        down.preventDefault();
        grip.setPointerCapture(down.pointerId);
        row.classList.add("dragged");
        const before = ids();
        const over = (move) => {
          const others = [...list.children].filter((other) => other !== row);
          const below = others.find((other) => {
            const box = other.getBoundingClientRect();
            return move.clientY < box.top + box.height / 2;
          });
          if (below ? below.previousElementSibling === row : list.lastElementChild === row) return;
          // Moving the dragged row itself in the DOM would lose its pointer capture, so the other
          // rows move around it.
          const rows = below ? others.slice(0, others.indexOf(below)) : others;
          const after = below ? others.slice(others.indexOf(below)) : [];
          rows.forEach((other) => list.insertBefore(other, row));
          list.append(...after);
        };
        const drop = () => {
          grip.removeEventListener("pointermove", over);
          row.classList.remove("dragged");
          if (ids() !== before) tell(row);
        };
        grip.addEventListener("pointermove", over);
        grip.addEventListener("lostpointercapture", drop, { once: true });
      });
    };

    [...list.children].forEach(handle);
    // A move made while an earlier one was being saved is sent when the page is left.
    addEventListener("pagehide", () => {
      if (ids() !== saved)
        navigator.sendBeacon(
          form.action,
          new URLSearchParams(/** @type {any} */ (new FormData(form))),
        );
    });
    form.dataset.awake = "";
  };

  for (const form of document.querySelectorAll("form.ordered")) {
    if (form.querySelector("button:not(:disabled)")) arrangeable(form);
  }
}
