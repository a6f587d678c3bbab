//! The sound of a new order, made in the browser: two notes, no file to load. Browsers stay silent until the page
//! was touched once; [`follow`] says whether it was.

use std::cell::OnceCell;
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{AudioContext, AudioContextState};

const NOTES_HZ: [f32; 2] = [880.0, 1174.7];
const NOTE_S: f64 = 0.22;
const LOUDNESS: f32 = 0.4;

thread_local! {
    static AUDIO: OnceCell<AudioContext> = const { OnceCell::new() };
}

/// Calls `then` with whether a sound would be heard: now, and whenever the browser changes its mind.
pub fn follow(then: impl Fn(bool) + 'static) {
    then(is_ready());
    let changed = Closure::<dyn Fn()>::new(move || then(is_ready()));
    with_audio(|audio| audio.set_onstatechange(Some(changed.as_ref().unchecked_ref())));
    changed.forget();
}

fn is_ready() -> bool {
    with_audio(|audio| audio.state() == AudioContextState::Running).unwrap_or(false)
}

/// Lets sounds through; to be called from a touch.
pub fn unlock() {
    with_audio(|audio| {
        let _ = audio.resume();
        play(audio)
    });
}

/// Rings, if the browser lets it.
pub fn ring() {
    with_audio(play);
}

fn with_audio<T>(then: impl FnOnce(&AudioContext) -> T) -> Option<T> {
    AUDIO.with(|cell| {
        if cell.get().is_none() {
            let _ = cell.set(AudioContext::new().ok()?);
        }
        cell.get().map(then)
    })
}

fn play(audio: &AudioContext) -> Option<()> {
    for (place, hertz) in NOTES_HZ.into_iter().enumerate() {
        let starts = audio.current_time() + NOTE_S * place as f64;
        let (note, volume) = (audio.create_oscillator().ok()?, audio.create_gain().ok()?);
        note.frequency().set_value(hertz);
        volume.gain().set_value(LOUDNESS);
        volume.gain().linear_ramp_to_value_at_time(0.0, starts + NOTE_S).ok()?;
        note.connect_with_audio_node(&volume).ok()?;
        volume.connect_with_audio_node(&audio.destination()).ok()?;
        note.start_with_when(starts).ok()?;
        note.stop_with_when(starts + NOTE_S).ok()?;
    }
    Some(())
}
