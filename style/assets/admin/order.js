// Lists of the menu editor are put in order by dragging, or by their buttons without a new page for each press. The rows hold
// the ids, so what is sent is the order that is seen, at once, and once more when it has changed meanwhile. Without this script
// the buttons send the form themselves.
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

    const send = async () => {
      // The request goes on when the page is left.
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, keepalive: true });
      // Whoever is signed out by now is led elsewhere.
      if (!answer.ok || !new URL(answer.url).searchParams.has("ordered")) throw new Error(answer.url);
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
        said.textContent = "순서를 저장했어요";
      } catch {
        said.textContent = "순서를 저장하지 못했어요. 다시 옮기면 한 번 더 저장해요.";
      }
      saving = false;
    };

    const tell = (row) => {
      const at = [...list.children].indexOf(row) + 1;
      said.textContent = `${name(row)}, ${list.children.length}개 중 ${at}번째`;
      ends();
      save();
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
          // Moved to another place of the page a grip would lose the pointer: the neighbours move around it.
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
    // What was moved while the one before was saved is sent as the page is left.
    addEventListener("pagehide", () => {
      if (ids() !== saved) navigator.sendBeacon(form.action, new URLSearchParams(new FormData(form)));
    });
    form.dataset.awake = "";
  };

  for (const form of document.querySelectorAll("form.ordered")) {
    if (form.querySelector("button:not(:disabled)")) arrangeable(form);
  }
}
