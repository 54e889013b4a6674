/* What pages do besides working without scripts: menus close, errors take the focus, typed words survive leaving. */
"use strict";
(() => {
  const closeMenus = (except) =>
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => menu !== except && (menu.open = false));
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("details[data-menu][open]");
    if (!open) return;
    closeMenus();
    open.querySelector("summary").focus();
  });
  document.querySelector("[data-focus]")?.focus();

  /* Drafts are kept in this browser for the person who typed them; never passwords, files, or fields marked private. */
  const PREFIX = "rencai-draft:", SENT = "rencai-sent", DAYS = 7;
  const keyOf = (form) => `${PREFIX}${document.body.dataset.user}:${location.pathname}:${form.dataset.autosave}`;
  const kept = (field) =>
    field.name && field.name !== "csrfmiddlewaretoken" && !field.closest("[data-private]") &&
    field.autocomplete !== "off" && !["password", "file", "hidden", "submit", "button"].includes(field.type);
  const fieldsOf = (form) => [...form.elements].filter(kept);
  const read = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);
  const write = (field, value) => {
    if (["checkbox", "radio"].includes(field.type)) field.checked = value;
    else field.value = value;
  };
  const save = (form) => {
    const draft = { at: Date.now(), values: fieldsOf(form).map((field) => [field.name, read(field)]) };
    try { localStorage.setItem(keyOf(form), JSON.stringify(draft)); } catch { /* full or forbidden: the form still works */ }
  };
  const stored = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const forget = (key) => { try { localStorage.removeItem(key); } catch { /* forbidden */ } };
  const drafts = () => { try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; } };

  const restore = (form) => {
    const draft = stored(keyOf(form)), fields = fieldsOf(form);
    if (!draft || draft.values.length !== fields.length) return;
    if (fields.every((field, i) => read(field) === draft.values[i][1])) return;
    fields.forEach((field, i) => field.name === draft.values[i][0] && write(field, draft.values[i][1]));
    const notice = form.querySelector("[data-draft-notice]");
    if (!notice) return;
    notice.hidden = false;
    notice.querySelector("button").addEventListener("click", () => { forget(keyOf(form)); form.reset(); notice.hidden = true; });
  };

  drafts().forEach((key) => Date.now() - (stored(key)?.at ?? 0) > DAYS * 864e5 && forget(key));
  const refused = document.querySelector(".error-summary");
  const sent = sessionStorage.getItem(SENT);
  if (sent && !refused) forget(sent);
  sessionStorage.removeItem(SENT);
  document.querySelectorAll("form[data-autosave]").forEach((form) => {
    if (!refused) restore(form);
    form.addEventListener("input", () => save(form));
    form.addEventListener("submit", () => sessionStorage.setItem(SENT, keyOf(form)));
  });
  document.querySelector("form[data-signs-out]")?.addEventListener("submit", () => drafts().forEach(forget));

  /* A part of a page that could not be fetched says so. */
  document.addEventListener("htmx:sendError", () => {
    const notice = document.querySelector("[data-offline]");
    if (notice) notice.hidden = false;
  });
  document.addEventListener("htmx:afterOnLoad", () => {
    const notice = document.querySelector("[data-offline]");
    if (notice) notice.hidden = true;
  });
})();
