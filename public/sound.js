// Sound alert of two synthesized notes, for the counter, a customer's phone and the public screen.
// Pages use it by events on the document: `sound:listen`, `sound:ring`, and `sound:unlock` from a
// touch, since browsers are silent until then. `sound:audible` reports whether a ring would be
// heard, now and on every change.
// `data-session` is the audio session type on iPhone and iPad: "playback" rings with the silent
// switch on and stops other music. The store's own devices are there to ring; a customer's phone
// keeps its silence and its music.
// `.bell` is the toggle, which the server renders hidden: without scripts it does nothing.
{
  const { session } = document.currentScript.dataset;
  const NOTES_HZ = [880, 1174.7];
  const [NOTE_S, LOUDNESS] = [0.22, 0.4];
  let audio;

  const audible = () => audio?.state === "running";
  const tell = () =>
    document.dispatchEvent(new CustomEvent("sound:audible", { detail: audible() }));
  const open = () => {
    if (audio || !window.AudioContext) return audio;
    if (session && navigator.audioSession) navigator.audioSession.type = session;
    audio = new AudioContext();
    audio.onstatechange = tell;
    return audio;
  };
  const ring = () => {
    if (!open()) return;
    NOTES_HZ.forEach((hertz, place) => {
      const starts = audio.currentTime + NOTE_S * place;
      const [note, volume] = [audio.createOscillator(), audio.createGain()];
      note.frequency.value = hertz;
      volume.gain.value = LOUDNESS;
      volume.gain.linearRampToValueAtTime(0, starts + NOTE_S);
      note.connect(volume).connect(audio.destination);
      note.start(starts);
      note.stop(starts + NOTE_S);
    });
  };
  const unlock = () =>
    open()
      ?.resume()
      .catch(() => {});
  document.addEventListener("sound:listen", () => open() && tell());
  document.addEventListener("sound:unlock", unlock);
  document.addEventListener("sound:ring", ring);

  // Without storage, the choice lasts as long as the page.
  const kept = (key, value) => {
    try {
      return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value);
    } catch {
      return null;
    }
  };
  const bell = document.querySelector(".bell");
  if (bell) {
    const [button, hint] = /** @type {Iterable<HTMLElement>} */ (bell.children);
    const { keptAs, on: onWords, off: offWords, asks } = bell.dataset;
    const show = () => {
      const on = button.toggleAttribute("data-on", kept(keptAs) === "on");
      button.textContent = on ? offWords : onWords;
      hint.hidden = !on || audible();
    };
    button.addEventListener("click", () => {
      const on = !button.hasAttribute("data-on");
      kept(keptAs, on ? "on" : "off");
      if (on) {
        unlock();
        ring();
        if (asks !== undefined) window.Notification?.requestPermission?.()?.catch?.(() => {});
      }
      show();
    });
    document.addEventListener("sound:audible", show);
    for (const touch of ["pointerup", "keyup"])
      addEventListener(touch, () => button.hasAttribute("data-on") && !audible() && unlock());
    if (kept(keptAs) === "on") open();
    show();
    bell.hidden = false;
  }
}
