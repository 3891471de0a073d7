// The house's own script: keys for requests, what is saved and what is not, the end of a session, focus, a few comforts.
// Everything works without it. It keeps nothing in the browser and makes no words: they lie in <template> elements.
const body = document.body, $ = (id) => document.getElementById(id);
const words = (name) => $(`t-${name}`).content.cloneNode(true);
const show = (place, name) => place?.replaceChildren(...(name ? [words(name)] : []));
const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1] ?? "";
const state = () => $("save-state");
let failed = null; // [element, event] of the request to send again
const unsaved = new Set();

// Keys: the cookie of this moment, whoever signed in elsewhere meanwhile (TRUST N12)
const freshen = (form) => form.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => (input.value = token() || input.value));
addEventListener("submit", (event) => {
  freshen(event.target);
  unsaved.delete(event.target);
});
body.addEventListener("htmx:configRequest", ({ detail, target }) => {
  if (detail.verb === "get") return;
  detail.headers["X-CSRFToken"] = token();
  const form = target.closest("[data-autosave]");
  if (form && detail.parameters.get?.("op_id")) detail.parameters.set("op_id", crypto.randomUUID()); // each autosave is a wish of its own
});

// Saved, saving, not saved
const edited = (event) => {
  const form = event.target.closest?.("form");
  if (!form || form.method !== "post" || form.matches("[data-no-guard]")) return;
  unsaved.add(form);
  if (form.matches("[data-autosave]") && state()?.dataset.now !== "unsaved") {
    show(state(), "unsaved");
    if (state()) state().dataset.now = "unsaved";
  }
};
addEventListener("input", edited);
addEventListener("change", edited);
addEventListener("beforeunload", (event) => unsaved.size && event.preventDefault());
body.addEventListener("htmx:beforeRequest", ({ target, detail }) => {
  target.setAttribute("aria-busy", "true");
  if (target.matches("[data-autosave]")) {
    unsaved.delete(target);
    show(state(), "saving");
    if (state()) state().dataset.now = "";
  }
  failed = [target, detail.requestConfig.triggeringEvent?.type ?? "change"];
});
body.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  target.removeAttribute("aria-busy");
  if (detail.successful) {
    failed = null;
    if (!target.matches("[data-autosave]")) unsaved.delete(target.closest("form"));
    return alive();
  }
  const form = target.closest("form");
  if (form) unsaved.add(form);
  show(state(), "failed");
  if (!state()) show($("notice"), "failed");
});
body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status >= 500 && !detail.xhr.getResponseHeader("HX-Retarget")) detail.shouldSwap = false; // a proxy's page, not ours
});
const again = () => {
  const [element, kind] = failed ?? [];
  if (!element?.isConnected) return;
  $("notice").replaceChildren();
  const form = element.closest("form");
  if (form && kind === "submit") form.requestSubmit();
  else element.dispatchEvent(new Event(kind === "input" ? "change" : kind, { bubbles: true, cancelable: true }));
};
addEventListener("online", again);

// The end of a session: a warning two minutes ahead, one click to stay; other tabs count too
const idle = Number(body.dataset.idle || 0) * 1000, tabs = idle && "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
let timers = [];
const restart = () => {
  timers.forEach(clearTimeout);
  if (!idle) return;
  const soon = Math.max(idle - 120000, idle / 2);
  timers = [setTimeout(() => show($("notice"), "ending"), soon), setTimeout(() => show($("notice"), "ended"), idle)];
};
const alive = () => {
  restart();
  tabs?.postMessage(0);
};
if (tabs) tabs.onmessage = () => {
  restart();
  if ($("notice").querySelector("[data-stay-now]")) show($("notice"));
};
alive();
const stay = async () => {
  const answer = await fetch(body.dataset.stay, { method: "POST", headers: { "X-CSRFToken": token(), "HX-Request": "true" } }).catch(() => null);
  show($("notice"), answer?.ok ? "" : "ended");
  if (answer?.ok) show($("live"), "stayed"), alive();
};

// Two texts, one choice
const keep = (button) => {
  const part = button.closest("[data-conflict]"), name = part.dataset.conflict;
  const field = document.querySelector(`main form [name="${CSS.escape(name)}"]`), base = document.querySelector(`[name="${CSS.escape(`base-${name}`)}"]`);
  if (!field || !base) return;
  const text = part.querySelector(`[data-text=${button.dataset.keep}]`)?.content.querySelector("textarea").value;
  if (text !== undefined) field.value = text;
  base.value = button.dataset.base;
  part.remove();
  if (!document.querySelector("[data-conflict]")) $("notice").replaceChildren();
  field.focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
addEventListener("click", (event) => {
  const button = event.target.closest?.("button");
  if (button?.matches("[data-keep]")) keep(button);
  else if (button?.matches("[data-again]")) {
    const id = button.closest("[data-op-id]")?.dataset.opId;
    if (id && failed) failed[0].closest("form")?.querySelectorAll("[name=op_id]").forEach((input) => (input.value = id));
    again();
  } else if (button?.matches("[data-stay-now]")) stay();
  else if (button?.matches("[data-dismiss]")) {
    const hint = button.closest(".coach, .toast"), next = document.querySelector(`[aria-describedby~="${CSS.escape(hint.id || "-")}"]`);
    hint.remove();
    next?.focus();
  }
});

// Focus goes where something happened
body.addEventListener("htmx:afterSettle", ({ target, detail }) => {
  const place = detail.elt?.isConnected ? detail.elt : target;
  const next = place.matches?.("[data-focus]") ? place : place.querySelector?.("[data-focus]");
  next?.focus();
  grow(place);
});
document.querySelector("[data-focus]")?.focus();

// Keyboard: / for search unless turned off, Escape closes what is open
addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = event.target.closest?.("details[open]");
    if (open) (open.open = false), open.querySelector("summary").focus();
  }
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || "noShortcuts" in body.dataset) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("input[type=search]") ?? document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  if (search.href) search.click();
});

// Texts that grow, where the browser does not do it itself
const grow = (root) => {
  if (CSS.supports("field-sizing", "content")) return;
  root.querySelectorAll?.("textarea").forEach((area) => (area.rows = Math.min(20, Math.max(area.rows, area.value.split("\n").length + Math.floor(area.value.length / 90)))));
};
addEventListener("input", (event) => event.target.matches?.("textarea") && grow(event.target.parentElement));
grow(document);
