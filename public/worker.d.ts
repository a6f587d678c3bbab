// What the service worker relies on beyond the browser's own types.

/** The line that the server writes above the worker. */
declare const BUILD: string;
declare const FILES: string[];

declare const clients: Clients;
declare const registration: ServiceWorkerRegistration;
declare function skipWaiting(): Promise<void>;
declare function addEventListener<K extends keyof ServiceWorkerGlobalScopeEventMap>(
  type: K,
  listener: (event: ServiceWorkerGlobalScopeEventMap[K]) => unknown,
): void;
