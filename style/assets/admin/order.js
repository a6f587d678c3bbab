// Lists of the menu editor are put in order by dragging, or by their buttons without a new page for each press. The rows hold
// the ids, so what is sent is the order that is seen, once nothing has moved for a moment. Without this script the buttons
// send the form themselves.
{
  const SETTLED_MS = 700;

  const arrangeable = (form) => {
    const list = form.querySelector("ol");
    const said = document.createElement("output");
    said.setAttribute("aria-live", "polite");
    form.append(said);
    let saving = 0;
    let saved = ids();

    function ids() {
      return [...list.children].map((row) => row.dataset.id).join();
    }

    const buttons = (row, way) => row.querySelector(`button[value$=":${way}"]`);
    const name = (row) => row.querySelector("a span").textContent;

    // Whoever stands at an end cannot go on; a focus there goes to the other button.
    const ends = () => {
      const rows = [...list.children];
      rows.forEach((row, at) => {
        for (const [way, other, isEnd] of [["up", "down", at === 0], ["down", "up", at === rows.length - 1]]) {
          const button = buttons(row, way);
          const hadFocus = document.activeElement === button;
          button.disabled = isEnd;
          if (isEnd && hadFocus) buttons(row, other).focus();
        }
      });
    };

    const save = async () => {
      const now = ids();
      if (now === saved) {
        said.textContent = "";
        return;
      }
      said.textContent = "순서를 저장하고 있어요";
      try {
        const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
        // Whoever is signed out by now is led elsewhere.
        if (!answer.ok || !new URL(answer.url).searchParams.has("ordered")) throw new Error(answer.url);
        saved = now;
        said.textContent = ids() === now ? "순서를 저장했어요" : "";
      } catch {
        said.textContent = "순서를 저장하지 못했어요. 다시 옮기면 한 번 더 저장해요.";
      }
    };

    const settle = () => {
      clearTimeout(saving);
      saving = setTimeout(save, SETTLED_MS);
    };

    const tell = (row) => {
      const at = [...list.children].indexOf(row) + 1;
      said.textContent = `${name(row)}, ${list.children.length}개 중 ${at}번째`;
      ends();
      settle();
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
        clearTimeout(saving);
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
          // Moved to another place of the page a grip would lose the pointer: the neighbours move around it.
          const rows = below ? others.slice(0, others.indexOf(below)) : others;
          const after = below ? others.slice(others.indexOf(below)) : [];
          rows.forEach((other) => list.insertBefore(other, row));
          list.append(...after);
        };
        const drop = () => {
          grip.removeEventListener("pointermove", over);
          row.classList.remove("dragged");
          if (ids() === before) settle();
          else tell(row);
        };
        grip.addEventListener("pointermove", over);
        grip.addEventListener("lostpointercapture", drop, { once: true });
      });
    };

    [...list.children].forEach(handle);
    // Whoever leaves does not lose what was moved last.
    addEventListener("pagehide", () => {
      if (ids() !== saved) navigator.sendBeacon(form.action, new URLSearchParams(new FormData(form)));
    });
    form.dataset.awake = "";
  };

  for (const form of document.querySelectorAll("form.ordered")) {
    if (form.querySelector("button:not(:disabled)")) arrangeable(form);
  }
}
