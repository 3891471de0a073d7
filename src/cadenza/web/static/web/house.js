// All works without it; it keeps nothing; its words lie in <template>s
const body = document.body, on = (kind, run) => addEventListener(kind, run), hx = (kind, run) => body.addEventListener(`htmx:${kind}`, run);
const $ = (id) => document.getElementById(id), notice = $("notice"), all = (root, what) => [...(root?.querySelectorAll(what) ?? [])];
const show = (place, name) => place?.replaceChildren(...(name ? [$(`t-${name}`).content.cloneNode(true)] : []));
const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1] ?? "";
const state = (name) => {
  const place = $("save-state");
  if (!place || place.dataset.now === name) return place;
  place.dataset.now = name;
  show(place, name);
  return place;
};
const unsaved = new Set();
let failed; // last request

// Keys: this moment’s cookie
on("submit", ({ target }) => {
  all(target, "[name=csrfmiddlewaretoken]").forEach((input) => (input.value = token() || input.value));
  unsaved.delete(target);
});
hx("configRequest", ({ detail, target }) => {
  if (detail.verb === "get") return;
  detail.headers["X-CSRFToken"] = token();
  delete detail.parameters.csrfmiddlewaretoken; // Django reads it first
  if (!target.matches("[data-autosave]")) return;
  detail.path = target.action; // htmx takes the focused button's formaction
  if (detail.parameters.op_id) detail.parameters.op_id = crypto.randomUUID();
});

// Saved, saving, not saved
const edited = ({ target }) => {
  const form = target.closest?.("form");
  if (form?.method !== "post" || form.matches("[data-no-guard]")) return;
  unsaved.add(form);
  if (form.matches("[data-autosave]")) state("unsaved");
};
addEventListener("input", edited, true); // before HTMX sends it
addEventListener("change", edited, true);
on("beforeunload", (event) => unsaved.size && event.preventDefault());
hx("beforeRequest", ({ target, detail }) => {
  target.ariaBusy = "true";
  failed = [target, detail.requestConfig.triggeringEvent?.type];
  unsaved.delete(target);
  if (target.matches("[data-autosave]")) state("saving");
});
hx("afterRequest", ({ target, detail: { xhr: { status } } }) => {
  target.ariaBusy = null;
  const form = target.closest("form");
  if (status > 199 && status < 400) {
    failed = null;
    if (form !== target) unsaved.delete(form);
    if ($("save-state") && !unsaved.has(form)) $("save-state").dataset.now = "";
    return alive();
  }
  if (form?.method === "post") unsaved.add(form);
  if (!state("failed") && status - 422 && !notice.firstElementChild) show(notice, "failed");
});
hx("beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 200 && unsaved.has(detail.requestConfig.elt)) detail.swapOverride = "none"; // typed on since
  if (detail.xhr.status > 499 && !detail.xhr.getResponseHeader("HX-Retarget")) detail.shouldSwap = false; // a proxy’s page
});
const again = () => {
  const [element, kind] = failed ?? [];
  if (!element?.isConnected) return;
  show(notice);
  if (kind === "submit") element.closest("form").requestSubmit();
  else element.dispatchEvent(new Event(kind === "input" ? "change" : kind, { bubbles: true }));
};
on("online", again);

// The end of a session: a warning two minutes ahead; other tabs count too
const idle = body.dataset.idle * 1000, tabs = idle && new BroadcastChannel("session");
let timers = [];
const restart = () => {
  timers.forEach(clearTimeout);
  const after = (ms, name) => setTimeout(() => show(notice, name), ms);
  timers = idle ? [after(Math.max(idle - 120000, idle / 2), "ending"), after(idle, "ended")] : [];
};
const alive = () => (restart(), tabs && tabs.postMessage(0));
if (tabs) tabs.onmessage = () => (restart(), notice.querySelector("[data-stay]") && show(notice));
alive();
const stay = async () => {
  const answer = await fetch(body.dataset.stay, { method: "POST", headers: { "X-CSRFToken": token(), "HX-Request": "true" } }).catch(() => 0);
  show(notice, answer.ok ? "" : "ended");
  if (answer.ok) alive(), show($("live"), "stayed");
};

// Two texts
const keep = (button) => {
  const part = button.closest("[data-conflict]"), name = part.dataset.conflict, field = document.getElementsByName(name)[0];
  document.getElementsByName(`base-${name}`)[0].value = button.dataset.base;
  if ("text" in button.dataset) field.form.elements[name].value = button.dataset.text;
  part.remove();
  if (!notice.querySelector("[data-conflict]")) show(notice);
  field.focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
on("click", ({ target }) => {
  const button = target.closest?.("button"), is = (what) => button?.matches(`[data-${what}]`);
  if (is("keep")) keep(button);
  if (is("stay")) stay();
  if (is("again")) {
    const id = button.closest("[data-op-id]")?.dataset.opId;
    if (id) all(failed?.[0].closest("form"), "[name=op_id]").forEach((input) => (input.value = id));
    again();
  }
  if (is("dismiss")) {
    const hint = button.closest(".coach, .toast"), field = document.querySelector(`[aria-describedby~="${hint.id || "-"}"]`);
    hint.remove();
    field?.focus();
  }
});

// Focus goes where something happened; texts grow
const grow = (area) => CSS.supports("field-sizing", "content") || (area.rows = Math.min(20, Math.max(area.rows, area.value.split("\n").length + area.value.length / 90)));
const settled = (root) => {
  (root.matches?.("[data-focus]") ? root : root.querySelector?.("[data-focus]"))?.focus();
  all(root, "textarea").forEach(grow);
};
hx("afterSettle", ({ target }) => settled(target));
on("input", ({ target }) => target.matches?.("textarea") && grow(target));
settled(document);

// "/" for search; Escape closes what is open
on("keydown", (event) => {
  const { key, target } = event, open = key === "Escape" && target.closest?.("details[open]");
  if (open) (open.open = false), open.firstElementChild.focus();
  if (key !== "/" || event.ctrlKey || event.metaKey || event.altKey || "noShortcuts" in body.dataset || target.closest("input, textarea, select")) return;
  const search = all(document, "input[type=search], [data-search]").pop();
  event.preventDefault();
  search?.focus();
  if (search?.href) search.click();
});
