// The public pickup screen: shows the numbers of its feed, speaks those that become ready while
// speech is on, and keeps the screen on. An island follows the feed and passes each frame on as an
// event `live:<frame>` on the document.
{
  const LOOK_EVERY_MS = 15_000;
  // The two notes have ended by then.
  const VOICE_AFTER_MS = 600;
  // After a long gap it would read out a long list; the screen shows all of them.
  const MOST_SPOKEN = 5;
  const screen = document.querySelector(".ready-board");
  const { spoken, more, offline, offlineFor, mostReady, mostPreparing } = screen.dataset;
  const fill = (text, blank) => text.replace("{}", blank);
  const hear = (frame, act) =>
    document.addEventListener(`live:${frame}`, ({ detail }) => act(JSON.parse(detail)));

  // A number that stays keeps its cell, so that it is not highlighted or read out again.
  const shown = (column, calls, most, fresh) => {
    const section = screen.querySelector(column);
    const list = section.querySelector("ol");
    const kept = new Map([...list.children].map((cell) => [cell.dataset.call, cell]));
    const cells = calls.slice(0, most).map(({ tag, number }, place) => {
      const cell = kept.get(tag) ?? document.createElement("li");
      cell.dataset.call = tag;
      cell.textContent ||= number;
      cell.classList.toggle("fresh", place < fresh);
      return cell;
    });
    for (const cell of [...list.children]) if (!cells.includes(cell)) cell.remove();
    cells.forEach(
      (cell, place) =>
        cell === list.children[place] || list.insertBefore(cell, list.children[place] ?? null),
    );
    const left = calls.length - cells.length;
    section.querySelector("small").textContent = left > 0 ? fill(more, left) : "";
  };

  const speak = (numbers) => {
    if (numbers.length === 0 || !screen.querySelector(".bell [data-on]")) return;
    document.dispatchEvent(new Event("sound:ring"));
    setTimeout(() => {
      for (const number of numbers.slice(-MOST_SPOKEN)) {
        if (!window.speechSynthesis) return;
        const sentence = new SpeechSynthesisUtterance(fill(spoken, number));
        sentence.lang = document.documentElement.lang;
        speechSynthesis.speak(sentence);
      }
    }, VOICE_AFTER_MS);
  };

  const notice = screen.querySelector(".notice");
  // Compared by tag: numbers are reused, orders are not.
  let ready = JSON.parse(screen.dataset.ready);
  let [stale, up, heardAt] = [notice.hidden ? null : notice.textContent, true, Date.now()];
  const say = () => {
    const minutes = Math.floor((Date.now() - heardAt) / 60_000);
    const words = up ? stale : minutes < 1 ? offline : fill(offlineFor, minutes);
    if (notice.textContent !== (words ?? "")) notice.textContent = words ?? "";
    notice.hidden = !words;
    screen.toggleAttribute("data-stale", Boolean(words));
  };
  hear("calls", (calls) => {
    speak(
      calls.ready
        .filter(({ tag }) => !ready.includes(tag))
        .map(({ number }) => number)
        .reverse(),
    );
    ready = calls.ready.map(({ tag }) => tag);
    shown(".calls-ready", calls.ready, mostReady, calls.fresh);
    shown(".calls-preparing", calls.preparing, mostPreparing, 0);
    stale = calls.stale;
    say();
  });
  hear("connection", (is) => {
    up = is;
    if (up) heardAt = Date.now();
    say();
  });
  setInterval(say, LOOK_EVERY_MS);

  // Browsers release the wake lock when the page is hidden.
  const stayOn = () => {
    if (!document.hidden) void navigator.wakeLock?.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", stayOn);
  stayOn();
}
