// What the scripts of pages rely on beyond the browser's own types.

/** An element of a page, with what the scripts ask of it: a field's value, a form's fields. */
interface PageElement extends HTMLElement {
  value: string;
  disabled: boolean;
  href: string;
  content: DocumentFragment & string;
  files: FileList;
  elements: HTMLFormControlsCollection & Record<string, HTMLInputElement>;
  setCustomValidity(error: string): void;
  reportValidity(): boolean;
}

interface ParentNode {
  querySelector(selectors: string): PageElement | null;
  querySelectorAll(selectors: string): NodeListOf<PageElement>;
}

interface Element {
  closest(selectors: string): PageElement | null;
}

interface EventTarget {
  closest(selectors: string): PageElement | null;
}

/** What islands pass on from their feeds, as JSON. */
interface DocumentEventMap {
  [frame: `live:${string}`]: CustomEvent<string>;
}

/** Safari's kind of audio. */
interface Navigator {
  audioSession?: { type: string };
}
